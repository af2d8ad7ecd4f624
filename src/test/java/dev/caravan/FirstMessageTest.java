package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@EmbeddedCaravan
class FirstMessageTest {
  @Autowired private RunningCaravan caravan;

  @Test
  void deliversTheSeedsSampleByteForByte() {
    var answer = caravan.send(Fixtures.SAMPLE);

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers().firstValue("Content-Type")).isEmpty();
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> caravan.state("y7sdxl24df").equals("delivered"));
    var message = caravan.message("y7sdxl24df");
    assertThat(message.path("recipients").get(0).path("recipient").asText())
        .isEqualTo("0700987654");
    assertThat(message.path("events").findValuesAsText("state"))
        .containsExactly("received", "started", "delivered");
  }

  @Test
  void callsBackWithTheSeedsEnvelope() {
    String id = Fixtures.freshId();

    caravan.send(Fixtures.httpbinSample(id));

    await().atMost(Duration.ofSeconds(5)).until(() -> !callbackOf(id).isEmpty());
    assertThat(callbackOf(id))
        .startsWith(
            "{\"message_id\": \"%s\", \"delivery_status\": \"delivered\", \"status_code\": 200, \"data\": {\"args\": {}"
                .formatted(id))
        .contains(
            "\"form\": {\"message\": \"This is an example message\", \"recipients\": \"0700987654\"}");
  }

  private String callbackOf(String id) {
    return StreamSupport.stream(caravan.callbacks().spliterator(), false)
        .filter(callback -> callback.path("url").asText().endsWith("/callback/" + id))
        .map(callback -> callback.path("body").asText())
        .findFirst()
        .orElse("");
  }
}
