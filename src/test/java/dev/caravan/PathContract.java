package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.caravan.ProviderStub.Reply;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.util.UriUtils;

/** A message's whole way, whatever the parts it runs on. One stub is both provider and client. */
abstract class PathContract {
  private static final CountDownLatch NOW = new CountDownLatch(0);
  private static final Reply AFRICAS_TALKING_TOOK_IT =
      new Reply(
          201,
          Map.of(),
          """
          {"SMSMessageData":{"Message":"Sent to 1/1","Recipients":
           [{"statusCode":101,"number":"+254700987654","status":"Success","messageId":"ATXid_1"}]}}""",
          NOW);
  private static final String SECRET = "a-secret-of-the-tests-reports";
  static final ProviderStub OUTSIDE = new ProviderStub();
  private static final Duration SOON = Duration.ofSeconds(15);

  @Autowired private RunningCaravan caravan;
  @Autowired private DataSource database;

  @DynamicPropertySource
  static void outside(DynamicPropertyRegistry properties) {
    properties.add("caravan.httpbin.url", OUTSIDE::url);
    properties.add("caravan.africas-talking.url", OUTSIDE::url);
    properties.add("caravan.africas-talking.types", () -> "sms, dummy");
    properties.add("caravan.africas-talking.api-key", () -> "a-key-of-tests");
    properties.add("caravan.africas-talking.report-secret", () -> SECRET);
  }

  final String id = Fixtures.freshId();

  @Test
  void carriesAMessageToItsProviderAndBack() {
    assertThat(send("").statusCode()).isEqualTo(202);

    awaitState("delivered");

    assertThat(OUTSIDE.calls("message=" + id)).hasSize(1);
    await().atMost(SOON).until(() -> !callbacks().isEmpty());
    assertThat(callbacks().get(0).body())
        .isEqualTo(
            "{\"message_id\": \"%s\", \"delivery_status\": \"delivered\", \"status_code\": 200, \"data\": {}}"
                .formatted(id));
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(caravan.message(id).path("callbacks").get(0).path("state").asText())
                    .isEqualTo("delivered"));
  }

  @Test
  void takesOneOfFiftyEqualIds() throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(50);
    try {
      List<Future<Integer>> answers =
          Stream.generate(() -> clients.submit(() -> send("").statusCode())).limit(50).toList();

      int taken = 0;
      for (Future<Integer> answer : answers) {
        assertThat(answer.get()).isIn(202, 409);
        taken += answer.get() == 202 ? 1 : 0;
      }
      assertThat(taken).isEqualTo(1);
    } finally {
      clients.shutdownNow();
    }
    awaitState("delivered");
    assertThat(OUTSIDE.calls("message=" + id)).hasSize(1);
  }

  @Test
  void triesAgainAfter503AndCallsOncePerAttempt() {
    OUTSIDE.reply("message=" + id, Reply.status(503));

    send("");

    awaitState("retrying");
    assertThat(OUTSIDE.calls("message=" + id)).hasSize(1);
    awaitState("delivered");
    assertThat(OUTSIDE.calls("message=" + id)).hasSize(2);
    assertThat(caravan.message(id).path("attempts").findValuesAsText("outcome"))
        .containsExactly("retry", "accepted");
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 504})
  void triesAgainWhereTheProviderMayDoBetterLater(int status) {
    OUTSIDE.reply("message=" + id, Reply.status(status));

    send("");

    awaitState("delivered");
    assertThat(OUTSIDE.calls("message=" + id)).hasSize(2);
  }

  @Test
  void waitsAsLongAsTheProviderAsks() {
    OUTSIDE.reply("message=" + id, new Reply(429, Map.of("Retry-After", "4"), "{}", NOW));

    send("");

    awaitState("delivered");
    var attempts = caravan.message(id).path("attempts");
    assertThat(
            Duration.between(
                Instant.parse(attempts.get(0).path("startedAt").asText()),
                Instant.parse(attempts.get(1).path("startedAt").asText())))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(4));
  }

  @Test
  void failsWhatTheProviderRefusesAndTellsTheClient() {
    OUTSIDE.reply("message=" + id, Reply.status(403));

    send("");

    awaitState("failed");
    assertThat(OUTSIDE.calls("message=" + id)).hasSize(1);
    await().atMost(SOON).until(() -> !callbacks().isEmpty());
    assertThat(callbacks().get(0).body()).contains("\"delivery_status\": \"failed\"");
  }

  @Test
  void sendsAgainWhereALostAnswerHarmsNobody() {
    OUTSIDE.reply("message=" + id, Reply.status(0));

    send("");

    awaitState("delivered");
    assertThat(caravan.message(id).path("attempts").findValuesAsText("outcome"))
        .containsExactly("unknown", "accepted");
  }

  @Test
  void neverSendsAgainWhereARepeatWouldBeASecondMessage() {
    OUTSIDE.reply("message=" + id, Reply.status(0));

    sendByAfricasTalking();

    awaitState("unknown");
    await().atMost(SOON).until(() -> !callbacks().isEmpty());
    assertThat(callbacks().get(0).body()).contains("\"delivery_status\": \"unknown\"");
    // Longer than its first delay: a retry would have come by then.
    await()
        .during(Duration.ofSeconds(7))
        .atMost(SOON)
        .untilAsserted(() -> assertThat(OUTSIDE.calls("message=" + id)).hasSize(1));
    assertThat(caravan.state(id)).isEqualTo("unknown");
    assertThat(caravan.message(id).path("attempts").findValuesAsText("outcome"))
        .containsExactly("unknown");
  }

  @Test
  void deliversWhatItsProviderReports() {
    String providerId = sendSms(NOW);
    awaitState("submitted");
    assertThat(callbacks()).isEmpty();

    assertThat(report(SECRET, providerId, "Success")).isEqualTo(200);

    awaitState("delivered");
    await().atMost(SOON).until(() -> !callbacks().isEmpty());
    assertThat(callbacks().get(0).body())
        .startsWith(
            "{\"message_id\": \"%s\", \"delivery_status\": \"delivered\", \"SMSMessageData\": {"
                .formatted(id));
    assertThat(report(SECRET, providerId, "Success")).isEqualTo(200);
    assertThat(caravan.message(id).path("recipients").get(0).path("providerMessageIds").toString())
        .isEqualTo("[\"" + providerId + "\"]");
  }

  @Test
  void matchesAReportThatComesBeforeTheAnswer() {
    CountDownLatch answer = new CountDownLatch(1);
    String providerId = sendSms(answer);
    await().atMost(SOON).until(() -> OUTSIDE.calls("message=" + id).size() == 1);

    assertThat(report(SECRET, providerId, "Success")).isEqualTo(200);
    answer.countDown();

    awaitState("delivered");
  }

  @Test
  void letsNobodyReportWithoutTheSecret() {
    String providerId = sendSms(NOW);
    awaitState("submitted");

    assertThat(report("another-secret-of-some-length", providerId, "Success")).isEqualTo(404);
    assertThat(report(SECRET + "x", providerId, "Success")).isEqualTo(404);

    assertThat(caravan.state(id)).isEqualTo("submitted");
  }

  @Test
  void sendsManyRecipientsInSharesAndToEachOnce() {
    int many = 250;
    String recipients =
        IntStream.range(0, many)
            .mapToObj("\"07000%05d\""::formatted)
            .collect(Collectors.joining(","));
    OUTSIDE.reply("message=" + id, Collections.nCopies(5, Reply.status(503)).toArray(Reply[]::new));

    caravan.send(sms().replace("\"0700987654\"", recipients));

    await().atMost(SOON).until(() -> OUTSIDE.calls("message=" + id).size() == 3);
    Set<String> called = new HashSet<>();
    OUTSIDE
        .calls("message=" + id)
        .forEach(
            call ->
                called.addAll(
                    List.of(call.body().replaceAll(".*&to=([^&]*)&.*", "$1").split("%2C"))));
    assertThat(called).hasSize(many);
    awaitState("retrying");
  }

  /** Sends a text by Africa's Talking, which answers then; the provider's id for it. */
  private String sendSms(CountDownLatch then) {
    String providerId = "ATXid_" + id;
    OUTSIDE.reply(
        "message=" + id,
        new Reply(
            201, Map.of(), AFRICAS_TALKING_TOOK_IT.body().replace("ATXid_1", providerId), then));
    assertThat(caravan.send(sms()).statusCode()).isEqualTo(202);
    return providerId;
  }

  private String sms() {
    return message(id, id, "normal", "")
        .replace("\"channel\":\"httpbin\"", "\"channel\":\"africas-talking\"")
        .replace("\"messageType\":\"dummy\"", "\"messageType\":\"sms\"");
  }

  private int report(String secret, String providerId, String status) {
    return caravan
        .exchange(
            HttpRequest.newBuilder(
                    caravan.api("/api/v1.0/deliveryReports/africas-talking/" + secret))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "id=" + providerId + "&status=" + status + "&phoneNumber=%2B254700987654")))
        .statusCode();
  }

  @Test
  void sendsAScheduledMessageAtItsTime() {
    Instant sendAt = Instant.now().plusSeconds(3);

    send(",\"sendAt\":\"" + sendAt + "\"");

    assertThat(caravan.state(id)).isEqualTo("scheduled");
    awaitState("delivered");
    assertThat(Instant.parse(caravan.message(id).path("updatedAt").asText())).isAfter(sendAt);
  }

  @Test
  void withdrawsAMessageThatWaits() {
    send(",\"sendAt\":\"" + Instant.now().plusSeconds(3600) + "\"");

    assertThat(cancel()).isEqualTo(204);

    assertThat(caravan.state(id)).isEqualTo("cancelled");
    assertThat(cancel()).isEqualTo(204);
  }

  @Test
  void refusesToWithdrawWhatWasSent() {
    send("");
    awaitState("delivered");

    assertThat(cancel()).isEqualTo(409);
  }

  @Test
  void expiresWhatCouldNotBeSentInTime() {
    OUTSIDE.reply("message=" + id, Reply.status(503));

    send(",\"validUntil\":\"" + Instant.now().plusSeconds(1) + "\"");

    awaitState("expired");
    assertThat(OUTSIDE.calls("message=" + id)).hasSize(1);
    await().atMost(SOON).until(() -> !callbacks().isEmpty());
    assertThat(callbacks().get(0).body()).contains("\"delivery_status\": \"expired\"");
  }

  @Test
  void tellsTheClientAgainWhenItWasNotThere() {
    OUTSIDE.reply("/callback/" + id, Reply.status(500));

    send("");

    await().atMost(SOON).until(() -> callbacks().size() == 2);
    assertThat(callbacks().get(0).body()).isEqualTo(callbacks().get(1).body());
  }

  @Test
  void letsAHangingProviderHoldUpNobodyElse() {
    CountDownLatch hang = new CountDownLatch(1);
    Reply hanging = new Reply(200, Map.of(), "{}", hang);
    String stuck = "stuck-" + id;
    OUTSIDE.reply(stuck, Collections.nCopies(8, hanging).toArray(Reply[]::new));
    try {
      for (int i = 0; i < 8; i++) {
        caravan.send(message(stuck + "-" + i, stuck, "normal", ""));
      }
      await().atMost(SOON).until(() -> OUTSIDE.calls(stuck).size() == 8);

      caravan.send(message(id, id, "high", ""));

      await().atMost(SOON).until(() -> !callbacks().isEmpty());
      assertThat(caravan.state(stuck + "-0")).isEqualTo("started");
    } finally {
      hang.countDown();
    }
  }

  /** As many calls hang as the channel has consumers: nothing of it moves, all else does. */
  @Test
  void letsAHangingProviderDelayNoOtherChannel() {
    CountDownLatch hang = new CountDownLatch(1);
    String stuck = "stuck-" + id;
    OUTSIDE.reply(
        stuck, Collections.nCopies(16, new Reply(200, Map.of(), "{}", hang)).toArray(Reply[]::new));
    try {
      for (int i = 0; i < 16; i++) {
        caravan.send(message(stuck + "-" + i, stuck, "normal", ""));
      }
      await().atMost(SOON).until(() -> OUTSIDE.calls(stuck).size() == 16);

      OUTSIDE.reply("message=" + id, AFRICAS_TALKING_TOOK_IT);
      long from = System.nanoTime();
      sendByAfricasTalking();

      await()
          .atMost(Duration.ofSeconds(2))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> caravan.state(id).equals("delivered"));
      assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(2));
      assertThat(caravan.state(stuck + "-0")).isEqualTo("started");
    } finally {
      hang.countDown();
    }
  }

  @Test
  void holdsNoDatabaseConnectionWhileAProviderOrAClientIsCalled() {
    CountDownLatch hang = new CountDownLatch(1);
    Reply hanging = new Reply(200, Map.of(), "{}", hang);
    OUTSIDE.reply("message=" + id, hanging);
    OUTSIDE.reply("/callback/called-" + id, hanging);
    try {
      send("");
      caravan.send(message("called-" + id, "quick", "normal", ""));
      await().atMost(SOON).until(() -> OUTSIDE.calls("message=" + id).size() == 1);
      await().atMost(SOON).until(() -> OUTSIDE.calls("/callback/called-" + id).size() == 1);

      // Others may take one for a moment, so it is enough that all are free at some time before the
      // calls reach their deadline.
      await()
          .atMost(Duration.ofSeconds(2))
          .pollInterval(Duration.ofMillis(5))
          .until(() -> pool().getActiveConnections() == 0);
      assertThat(caravan.message(id).path("attempts")).as("it still hangs").isEmpty();
    } finally {
      hang.countDown();
    }
  }

  @Test
  void givesUpOnAProviderThatDrips() {
    OUTSIDE.reply("message=" + id, new Reply(200, Map.of("X-Drip", "200"), "{}", NOW));

    send("");

    await().atMost(SOON).until(() -> caravan.message(id).path("attempts").size() == 2);
    assertThat(caravan.message(id).path("attempts").findValuesAsText("outcome"))
        .containsExactly("unknown", "accepted");
  }

  @Test
  void givesUpOnAClientThatDrips() {
    OUTSIDE.reply("/callback/" + id, new Reply(200, Map.of("X-Drip", "200"), "{}", NOW));

    send("");

    await()
        .atMost(SOON)
        .until(
            () ->
                caravan
                    .message(id)
                    .path("callbacks")
                    .path(0)
                    .path("state")
                    .asText()
                    .equals("delivered"));
  }

  @Test
  void showsAMessageByItsIdHoweverItIsSpelt() {
    String odd = id + " é@b+c";
    caravan.send(message(odd, "odd", "normal", ""));

    String path = "/api/v1.0/messages/" + UriUtils.encode(odd, StandardCharsets.UTF_8);
    assertThat(caravan.exchange(caravan.request(path)).statusCode()).isEqualTo(200);
  }

  HttpResponse<String> send(String more) {
    return caravan.send(message(id, id, "normal", more));
  }

  private void sendByAfricasTalking() {
    HttpResponse<String> answer =
        caravan.send(
            message(id, id, "normal", "")
                .replace("\"channel\":\"httpbin\"", "\"channel\":\"africas-talking\""));
    assertThat(answer.statusCode()).isEqualTo(202);
  }

  private static String message(String id, String text, String priority, String more) {
    return """
        {"messageId":"%s","senderId":"s","recipients":["0700987654"],"messageType":"dummy","channel":"httpbin",
         "message":"%s","priority":"%s","callback":"%s/callback/%s"%s}"""
        .formatted(
            id, text, priority, OUTSIDE.url(), UriUtils.encode(id, StandardCharsets.UTF_8), more);
  }

  private HikariPoolMXBean pool() {
    return ((HikariDataSource) database).getHikariPoolMXBean();
  }

  private int cancel() {
    return caravan.exchange(caravan.request("/api/v1.0/messages/" + id).DELETE()).statusCode();
  }

  private List<ProviderStub.Call> callbacks() {
    return OUTSIDE.calls("/callback/" + id);
  }

  void awaitState(String state) {
    await().atMost(SOON).until(() -> caravan.state(id).equals(state));
  }
}
