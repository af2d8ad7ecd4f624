package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** What docs/adding-a-provider.md and docs/route-files.md promise, done to a running service. */
@EmbeddedCaravan
class NewChannelTest {
  private static final Path ROUTES = Path.of("target/test-data", "routes-" + UUID.randomUUID());
  private static final Path EXAMPLE = Path.of("docs/examples/webhook.camel.yaml");
  private static final String FILE = "providers/webhook.camel.yaml";
  private static final Duration SOON = Duration.ofSeconds(10);

  @Autowired private RunningCaravan caravan;

  @DynamicPropertySource
  static void routes(DynamicPropertyRegistry properties) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("routes"))) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        Path copy = ROUTES.resolve(Path.of("routes").relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    properties.add("caravan.routes-dir", ROUTES::toString);
    properties.add("caravan.management.password", () -> "a-password");
    properties.add(
        "caravan.webhook.url", () -> "http://127.0.0.1:${local.server.port}/sandbox/httpbin/post");
  }

  @Test
  void comesByOneFileAndItsMessagesWaitWhileTheFileIsAway() throws IOException {
    assertThat(send(Fixtures.freshId()).statusCode()).isEqualTo(400);

    Files.copy(EXAMPLE, ROUTES.resolve(FILE));
    await().atMost(SOON).until(() -> channels().contains("webhook"));
    String first = Fixtures.freshId();
    assertThat(send(first).statusCode()).isEqualTo(202);
    await().atMost(SOON).until(() -> caravan.state(first).equals("delivered"));
    assertThat(caravan.message(first).path("provider").asText()).isEqualTo("webhook");

    String later = Fixtures.freshId();
    Instant sendAt = Instant.now().plusSeconds(3);
    assertThat(
            caravan.send(request(later).put("sendAt", sendAt.toString()).toString()).statusCode())
        .isEqualTo(202);
    Files.delete(ROUTES.resolve(FILE));
    await().atMost(SOON).until(() -> !channels().contains("webhook"));
    HttpResponse<String> refused = send(Fixtures.freshId());
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(caravan.read(refused.body()).at("/channel/0").asText())
        .isEqualTo("\"webhook\" is not a valid choice.");
    await()
        .during(Duration.ofSeconds(2))
        .atMost(SOON)
        .until(() -> Instant.now().isAfter(sendAt) && !caravan.state(later).equals("delivered"));

    Files.copy(EXAMPLE, ROUTES.resolve(FILE));
    await().atMost(SOON).until(() -> caravan.state(later).equals("delivered"));
    assertThat(caravan.message(later).path("attempts")).hasSize(1);
  }

  @Test
  void showsChecksAndUndoesReleases() throws IOException {
    String file = "providers/httpbin.camel.yaml";
    String good = Files.readString(ROUTES.resolve(file));
    String live = release(file).path("live").asText();
    assertThat(release(file).path("state").asText()).isEqualTo("live");

    Files.writeString(ROUTES.resolve(file), good.replace("setBody:", "setBdy:"));
    await().atMost(SOON).until(() -> release(file).path("state").asText().equals("refused"));
    JsonNode fault = release(file).at("/faults/0");
    assertThat(fault.path("line").asInt()).isPositive();
    assertThat(fault.path("text").asText()).contains("setBdy");
    assertThat(release(file).path("live").asText()).isEqualTo(live);

    Files.writeString(ROUTES.resolve(file), good.replace("/post", "/status/500"));
    await().atMost(SOON).until(() -> !release(file).path("live").asText().equals(live));
    JsonNode undone = caravan.read(post("/actuator/releases/undo/" + file, "{}").body());
    assertThat(undone.path("state").asText()).isEqualTo("pinned");
    assertThat(undone.path("live").asText()).isEqualTo(live);
    String id = Fixtures.freshId();
    caravan.send(Fixtures.httpbinSample(id));
    await().atMost(SOON).until(() -> caravan.state(id).equals("delivered"));

    ObjectNode check = new ObjectMapper().createObjectNode();
    check.put("file", file).put("content", good);
    assertThat(
            caravan
                .read(post("/actuator/releases", check.toString()).body())
                .path("good")
                .asBoolean())
        .isTrue();
    check.put("content", good.replace("direct", "timer"));
    JsonNode bad = caravan.read(post("/actuator/releases", check.toString()).body());
    assertThat(bad.path("good").asBoolean()).isFalse();
    assertThat(bad.at("/faults/0/rule").asText()).isEqualTo("component");
    assertThat(post("/actuator/releases/undo/providers/none.camel.yaml", "{}").statusCode())
        .isEqualTo(409);
    assertThat(
            caravan
                .exchange(HttpRequest.newBuilder(caravan.management("/actuator/prometheus")))
                .body())
        .contains(
            "caravan_route_files{state=\"pinned\"} 1.0",
            "caravan_releases_total{result=\"refused\"} 1.0");
    Files.writeString(ROUTES.resolve(file), good);
    await().atMost(SOON).until(() -> release(file).path("state").asText().equals("live"));
  }

  private HttpResponse<String> send(String id) {
    return caravan.send(request(id).toString());
  }

  private ObjectNode request(String id) {
    return ((ObjectNode) caravan.read(Fixtures.httpbinSample(id))).put("channel", "webhook");
  }

  private String channels() {
    return caravan.exchange(caravan.request("/api/v1.0/channels")).body();
  }

  private JsonNode release(String file) {
    HttpResponse<String> answer =
        caravan.exchange(
            authorized(HttpRequest.newBuilder(caravan.management("/actuator/releases"))));
    for (JsonNode each : caravan.read(answer.body()).path("files")) {
      if (each.path("file").asText().equals(file)) {
        return each;
      }
    }
    throw new AssertionError(file + " is not in " + answer.body());
  }

  private HttpResponse<String> post(String path, String body) {
    return caravan.exchange(
        authorized(HttpRequest.newBuilder(caravan.management(path)))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static HttpRequest.Builder authorized(HttpRequest.Builder request) {
    String login =
        Base64.getEncoder().encodeToString("admin:a-password".getBytes(StandardCharsets.UTF_8));
    return request.header("Authorization", "Basic " + login);
  }
}
