package dev.caravan.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Africa's Talking is sent, to the byte, and what each of its answers means. */
class AfricasTalkingWireTest {
  private static final OneCallServer SERVER = new OneCallServer();
  private static ProviderRoute route;

  @BeforeAll
  static void load() throws Exception {
    route =
        new ProviderRoute(
            "africas-talking",
            Map.of(
                "caravan.africas-talking.types", "sms, dummy",
                "caravan.africas-talking.url", SERVER.url(),
                "caravan.africas-talking.username", "sandbox",
                "caravan.africas-talking.api-key", "the-key",
                "caravan.africas-talking.report-secret", "a-secret-of-reports",
                "caravan.africas-talking.report-limit", "72h",
                "caravan.africas-talking.senders", "CARAVAN, 20880",
                "caravan.africas-talking.region", "KE"));
  }

  @AfterAll
  static void close() throws Exception {
    route.close();
    SERVER.close();
  }

  @Test
  void sendsOneFormForAllNumbers() {
    answer("201", entry("+254700000001", 101), entry("+254700000002", 101));

    route.send(
        ProviderRoute.submission(
            "sms", "50% off & more é ${body} {{secret}}", "+254700000001", "+254700000002"));

    assertThat(lastRequest())
        .isEqualTo(
            """
            POST /version1/messaging HTTP/1.1\r
            Accept: application/json\r
            apiKey: the-key\r
            Accept-Encoding: gzip, x-gzip, deflate\r
            Host: 127.0.0.1:PORT\r
            Content-Length: 120\r
            Content-Type: application/x-www-form-urlencoded\r
            Connection: keep-alive\r
            User-Agent: caravan\r
            \r
            message=50%25+off+%26+more+%C3%A9+%24%7Bbody%7D+%7B%7Bsecret%7D%7D&to=%2B254700000001%2C%2B254700000002&username=sandbox""");
  }

  @Test
  void namesTheSenderOnlyIfItIsRegistered() {
    assertThat(route.provider().senders()).containsExactlyInAnyOrder("CARAVAN", "20880");
    answer("201", entry("+254700000001", 101));
    Submission submission = ProviderRoute.submission("sms", "text", "+254700000001");

    route.send(
        new Submission(
            "m1",
            "CARAVAN",
            "CARAVAN",
            "sms",
            submission.recipients(),
            "text",
            "c",
            null,
            true,
            7,
            submission.partsTaken()));

    assertThat(lastRequest())
        .endsWith("\r\n\r\nfrom=CARAVAN&message=text&to=%2B254700000001&username=sandbox");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "100, accepted, -, -",
        "101, accepted, -, -",
        "102, accepted, -, -",
        "199, accepted, -, -",
        "401, refused, 401 RiskHold, -",
        "402, refused, 402 InvalidSenderId, -",
        "403, refused, 403 InvalidPhoneNumber, -",
        "404, refused, 404 UnsupportedNumberType, -",
        "405, retry, 405 InsufficientBalance, PT10M",
        "406, refused, 406 UserInBlacklist, -",
        "407, retry, 407 CouldNotRoute, PT1M",
        "409, refused, 409 DoNotDisturbRejection, -",
        "499, refused, 499, -",
        "500, retry, 500 InternalServerError, -",
        "501, retry, 501 GatewayError, -",
        "502, retry, 502 RejectedByGateway, PT1M",
        "599, retry, 599, -",
        "7, refused, 7, -"
      })
  void classesEveryRecipientCode(int code, String outcome, String reason, Duration after) {
    answer("201", entry("+254700000001", code));

    Outcome said = sendToOne();

    assertThat(said.name()).isEqualTo(outcome);
    assertThat(said)
        .isEqualTo(
            switch (outcome) {
              case "accepted" -> Outcome.Accepted.as("ATXid_1");
              case "retry" -> new Outcome.Retry(reason, after, Integer.MAX_VALUE, code != 405);
              default -> new Outcome.Refused(reason);
            });
  }

  @ParameterizedTest
  @CsvSource({
    "400, refused",
    "401, refused",
    "404, refused",
    "408, retry",
    "415, refused",
    "429, retry",
    "500, retry",
    "502, retry",
    "503, retry",
    "504, unknown",
    "302, unknown"
  })
  void classesEveryStatusOfThePlainTextKind(String status, String outcome) {
    SERVER.answer(status, "Content-Type: text/plain\r\n", "The supplied authentication is invalid");

    assertThat(sendToOne().name()).isEqualTo(outcome);
  }

  @Test
  void takesNoneForNoId() {
    answer("201", entry("+254700000001", 101).replace("ATXid_1", "None"));

    assertThat(sendToOne()).isEqualTo(Outcome.Accepted.as(null));
  }

  @Test
  void waitsAsLongAsRetryAfterSays() {
    SERVER.answer("429", "Retry-After: 17\r\n", "slow down");

    assertThat(sendToOne())
        .isEqualTo(new Outcome.Retry("429 too many requests", Duration.ofSeconds(17)));
  }

  @Test
  void readsARefusalFromA201() {
    SERVER.answer(
        "201",
        "Content-Type: application/json\r\n",
        "{\"SMSMessageData\":{\"Message\":\"InvalidSenderId\",\"Recipients\":[]}}");

    assertThat(sendToOne()).isEqualTo(new Outcome.Refused("InvalidSenderId"));
  }

  @Test
  void cannotTellWhenItSaysSentAndNamesNobody() {
    SERVER.answer(
        "201",
        "Content-Type: application/json\r\n",
        "{\"SMSMessageData\":{\"Message\":\"Sent to 1/1 Total Cost: KES 0.8\",\"Recipients\":[]}}");

    assertThat(sendToOne().name()).isEqualTo("unknown");
  }

  @Test
  void cannotTellFromAnAnswerOfAnotherShape() {
    SERVER.answer("200", "Content-Type: application/json\r\n", "{\"status\":\"ok\"}");

    assertThat(sendToOne())
        .isEqualTo(new Outcome.Unknown("the answer says nothing of the recipients"));
  }

  @Test
  void knowsANumberInAnotherSpelling() {
    answer("201", entry("254700000001", 101));

    assertThat(sendToOne().name()).isEqualTo("accepted");
  }

  @Test
  void readsTheStatusOfAnAnswerThatIsTooLong() {
    SERVER.answer("401", "", "x".repeat(300_000));

    assertThat(sendToOne().name()).isEqualTo("refused");
  }

  @Test
  void takesNoLettersForDigits() {
    assertThat(route.provider().addresses().of("0700987ABC")).isEmpty();
    assertThat(route.provider().addresses().of("0700 987-654")).contains("+254700987654");
  }

  @Test
  void readsRecipientsFromA409() {
    answer("409", entry("+254700000001", 409));

    assertThat(sendToOne()).isEqualTo(new Outcome.Refused("409 DoNotDisturbRejection"));
  }

  @Test
  void tellsRecipientsApart() {
    answer("201", entry("+254700000002", 403), entry("+254700000001", 101));

    CallResult result =
        route.send(
            ProviderRoute.submission(
                "sms", "text", "+254700000001", "+254700000002", "+254700000003"));

    assertThat(result.outcomes())
        .containsExactly(
            Outcome.Accepted.as("ATXid_1"),
            new Outcome.Refused("403 InvalidPhoneNumber"),
            new Outcome.Unknown("the answer does not name this recipient"));
  }

  @Test
  void cannotTellFromAPageOfAProxy() {
    SERVER.answer("200", "Content-Type: text/html\r\n", "<html>welcome</html>");

    assertThat(sendToOne()).isEqualTo(new Outcome.Unknown("the answer cannot be read"));
  }

  @Test
  void cannotTellWhenTheConnectionBreaks() {
    SERVER.answer(null, "", "");

    assertThat(sendToOne().name()).isEqualTo("unknown");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "Sent, -, submitted, Sent",
        "Submitted, -, submitted, Submitted",
        "Buffered, -, submitted, Buffered",
        "Success, -, delivered, Success",
        "Rejected, -, failed, Rejected",
        "AbsentSubscriber, -, failed, AbsentSubscriber the handset could not be reached",
        "Expired, -, expired, Expired the network gave it up",
        "Teleported, -, submitted, Teleported",
        "Failed, InsufficientCredit, failed, Failed: InsufficientCredit (the subscriber has no credit for it)",
        "Failed, InvalidLinkId, failed, Failed: InvalidLinkId (the link id is not valid)",
        "Failed, UserIsInactive, failed, Failed: UserIsInactive (the subscriber is inactive)",
        "Failed, UserInBlackList, failed, Failed: UserInBlackList (the subscriber has opted out)",
        "Failed, UserAccountSuspended, failed, Failed: UserAccountSuspended (the subscriber's account is suspended)",
        "Failed, NotNetworkSubcriber, failed, Failed: NotNetworkSubcriber (the number belongs to no subscriber of the network)",
        "Failed, UserNotSubscribedToProduct, failed, Failed: UserNotSubscribedToProduct (the subscriber has not subscribed)",
        "Failed, UserDoesNotExist, failed, Failed: UserDoesNotExist (there is no such subscriber)",
        "Failed, DeliveryFailure, failed, Failed: DeliveryFailure (it could not be delivered)",
        "Failed, DoNotDisturbRejection, failed, Failed: DoNotDisturbRejection (the subscriber takes no messages at this time)",
        "Failed, 7, failed, Failed: 7"
      })
  void readsEveryReport(String status, String reason, String state, String text) {
    Map<String, String> report = new HashMap<>(Map.of("id", "ATXid_1", "status", status));
    report.put("failureReason", reason);

    assertThat(route.read(report)).isEqualTo(new ProviderRoute.Said("ATXid_1", state, text));
  }

  @Test
  void showsTheExchangeWithoutNumbersTextAndKey() {
    answer("201", entry("+254700000001", 101));

    CallResult result =
        route.send(ProviderRoute.submission("sms", "the pin is 4711", "+254700000001"));

    assertThat(result.exchangesAsJson())
        .contains("/version1/messaging", "(text of 15 characters)", "+2547*****01", "ATXid_1")
        .doesNotContain("4711", "254700000001", "the-key");
  }

  private static Outcome sendToOne() {
    return route.send(ProviderRoute.submission("sms", "text", "+254700000001")).outcomes().get(0);
  }

  private static String lastRequest() {
    List<String> requests = SERVER.requests();
    return requests.get(requests.size() - 1);
  }

  private static void answer(String status, String... entries) {
    SERVER.answer(
        status,
        "Content-Type: application/json\r\n",
        "{\"SMSMessageData\":{\"Message\":\"Sent\",\"Recipients\":[%s]}}"
            .formatted(String.join(",", entries)));
  }

  private static String entry(String number, int code) {
    return "{\"statusCode\":%d,\"number\":\"%s\",\"status\":\"Success\",\"cost\":\"KES 0.8000\",\"messageId\":\"ATXid_1\",\"messageParts\":1}"
        .formatted(code, number);
  }
}
