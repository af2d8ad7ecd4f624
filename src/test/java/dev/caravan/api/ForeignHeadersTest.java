package dev.caravan.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.EmbeddedCaravan;
import dev.caravan.Fixtures;
import dev.caravan.RequestJson;
import dev.caravan.RunningCaravan;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** Headers and parameters from outside neither steer a route nor reach a provider or a client. */
@EmbeddedCaravan
class ForeignHeadersTest {
  private static final String MARK = "from-outside";

  private static final List<String> STEERING =
      List.of(
          "CamelHttpUri",
          "camelhttpuri",
          "CAMELHTTPURI",
          "cAmElHttpUri",
          "CamelHttpURI",
          "CamelRestHttpUri",
          "CamelHttpMethod",
          "CamelHttpQuery",
          "CamelHttpPath",
          "CamelFileName",
          "CamelBeanMethodName",
          "CamelSpringRabbitmqRoutingOverrideKey",
          "org.apache.camel.a",
          "Long-Running-Action",
          "breadcrumbId",
          "websocket.connectionKey",
          "Cookie",
          "X-Api-Key",
          "apiKey",
          "X-Caravan-Intended-For",
          "X-Custom");

  @Autowired private RunningCaravan caravan;
  @Autowired private RabbitTemplate broker;
  @Autowired private JdbcTemplate database;

  @Test
  void dropsThemFromARequest() {
    RequestJson request = withCallback();
    var post =
        caravan
            .request(
                "/api/v1.0/sendMessage?CamelHttpUri=http://%s/&CamelHttpMethod=GET".formatted(MARK))
            .header("Content-Type", "application/json");
    STEERING.forEach(name -> post.header(name, "http://" + MARK + ".example/"));

    var answer = caravan.exchange(post.POST(BodyPublishers.ofString(request.toString())));

    assertThat(answer.statusCode()).isEqualTo(202);
    assertUntouched(request);
  }

  @Test
  void dropsThemFromAQueuedMessage() {
    RequestJson request = withCallback();
    request.withText("sendAt", Instant.now().plus(Duration.ofHours(1)).toString());
    caravan.send(request.toString());
    String uid =
        database.queryForObject(
            "select message_uid from message_key where message_id = ?", String.class, request.id());

    broker.convertAndSend(
        "",
        "httpbin.dummy.send_message",
        uid,
        message -> {
          STEERING.forEach(
              name ->
                  message.getMessageProperties().setHeader(name, "http://" + MARK + ".example/"));
          message.getMessageProperties().setHeader("Authorization", Fixtures.KEY);
          return message;
        });

    assertUntouched(request);
  }

  /** Sent once, by the usual way, with nothing that the client or the queue added. */
  private void assertUntouched(RequestJson request) {
    JsonNode callback =
        await()
            .atMost(Duration.ofSeconds(10))
            .until(() -> callbackOf(request), Optional::isPresent)
            .orElseThrow();
    JsonNode provider = caravan.read(callback.path("body").asText()).path("data");
    assertThat(provider.path("url").asText())
        .isEqualTo(caravan.api("/sandbox/httpbin/post").toString());
    assertThat(callback.toString())
        .doesNotContain(MARK)
        .doesNotContain(Fixtures.KEY)
        .doesNotContainIgnoringCase("breadcrumbId")
        .doesNotContainIgnoringCase("camel");
  }

  private Optional<JsonNode> callbackOf(RequestJson request) {
    return StreamSupport.stream(caravan.callbacks().spliterator(), false)
        .filter(callback -> callback.path("url").asText().endsWith(request.id()))
        .findFirst();
  }

  private static RequestJson withCallback() {
    RequestJson request = RequestJson.valid();
    return request.withText("callback", "https://client.example/" + request.id());
  }
}
