package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import dev.caravan.EmbeddedCaravan;
import dev.caravan.Fixtures;
import dev.caravan.RunningCaravan;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;

/** The stand-ins as a newcomer finds them: behind the service's own port. */
@EmbeddedCaravan
class StandInsTest {
  private static final String SCOPE = "https://www.googleapis.com/auth/firebase.messaging";

  private final HttpClient http = HttpClient.newHttpClient();

  @Autowired private RunningCaravan caravan;
  @Autowired private AcceptedMessages messages;
  @Autowired private Behaviours behaviours;

  @Value("${caravan.firebase.credentials}")
  private Path serviceAccount;

  @Value("${caravan.firebase.url}")
  private String firebase;

  @Value("${caravan.smpp.port}")
  private int smscPort;

  @Test
  void acceptWhatTheServiceSendsExactlyOnce() {
    String id = Fixtures.freshId();

    caravan.send(
        Fixtures.httpbinSample(id).replace("This is an example message", "counted once " + id));

    await().atMost(Duration.ofSeconds(5)).until(() -> caravan.state(id).equals("delivered"));
    assertThat(messages.find("httpbin", id)).hasSize(1);
    HttpResponse<String> shown =
        caravan.exchange(
            HttpRequest.newBuilder(caravan.api("/sandbox/messages?provider=httpbin&text=" + id)));
    assertThat(caravan.read(shown.body()).path("items")).hasSize(1);
  }

  @Test
  void takeTheServiceAccountOfTheDataFolder() throws Exception {
    assertThat(Files.getPosixFilePermissions(serviceAccount))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    GoogleCredentials credentials;
    try (var file = Files.newInputStream(serviceAccount)) {
      credentials = ServiceAccountCredentials.fromStream(file).createScoped(SCOPE);
    }

    credentials.refresh();

    String token = credentials.getAccessToken().getTokenValue();
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(firebase + "/v1/projects/stand-in/messages:send"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json; charset=UTF-8")
                .POST(HttpRequest.BodyPublishers.ofString("{\"message\":{\"token\":\"t\"}}"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
  }

  @Test
  void refuseAnotherScope() throws Exception {
    try (var file = Files.newInputStream(serviceAccount)) {
      GoogleCredentials credentials =
          ServiceAccountCredentials.fromStream(file).createScoped("https://example.com/other");

      assertThatThrownBy(credentials::refresh).hasMessageContaining("invalid_scope");
    }
  }

  @Test
  void openAnSmscOnAPortThatRoutesCanName() {
    assertThat(smscPort).isPositive();
  }

  @Test
  void leaveARequestOpen() {
    assertThatThrownBy(() -> post("recipients=time-out&message=x", Duration.ofMillis(300)))
        .isInstanceOf(HttpTimeoutException.class);
  }

  @Test
  void cutTheConnection() {
    assertThatThrownBy(() -> post("recipients=reset&message=x", Duration.ofSeconds(5)))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(HttpTimeoutException.class);
  }

  @Test
  void answerWithTheStatusOfTheRecipient() throws Exception {
    assertThat(post("recipients=status-404&message=x", Duration.ofSeconds(5)).statusCode())
        .isEqualTo(404);
    assertThat(post("recipients=first-503&message=x", Duration.ofSeconds(5)).statusCode())
        .isEqualTo(503);
    assertThat(post("recipients=first-503&message=x", Duration.ofSeconds(5)).statusCode())
        .isEqualTo(200);
  }

  @Test
  void answerLater() throws Exception {
    behaviours.set(StandIn.HTTPBIN, new Behaviour(Duration.ofMillis(300), 0));
    try {
      long start = System.nanoTime();
      HttpResponse<String> answer = post("recipients=a&message=x", Duration.ofSeconds(5));

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(290));
      assertThat(answer.body()).startsWith("{\"args\":{}");
    } finally {
      behaviours.reset(StandIn.HTTPBIN);
    }
  }

  private HttpResponse<String> post(String form, Duration timeout)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(caravan.api("/sandbox/httpbin/post"))
            .timeout(timeout)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
