package dev.caravan.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What FCM and its token service are sent, to the byte, and what each answer means. */
class FirebaseWireTest {
  private static final OneCallServer FCM = new OneCallServer();
  private static final OneCallServer TOKENS = new OneCallServer();
  private static final String TOKEN = "fcm-token-of-a-handset:APA91b-_";

  @TempDir static Path folder;
  private static Path account;
  private static ProviderRoute route;

  @BeforeAll
  static void load() throws Exception {
    account = folder.resolve("account.json");
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair pair = generator.generateKeyPair();
    String key =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(pair.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n";
    Files.writeString(
        account,
        new ObjectMapper()
            .writeValueAsString(
                Map.of(
                    "type", "service_account",
                    "project_id", "demo",
                    "private_key_id", "key-1",
                    "private_key", key,
                    "client_email", "caravan@demo.iam.gserviceaccount.com",
                    "client_id", "1",
                    "token_uri", TOKENS.url() + "/token")));
    route =
        new ProviderRoute(
            "firebase",
            Map.of(
                "caravan.firebase.types",
                "push, dummy",
                "caravan.firebase.url",
                FCM.url(),
                "caravan.firebase.project",
                "demo",
                "caravan.firebase.credentials",
                account.toString()));
  }

  @AfterAll
  static void close() throws Exception {
    route.close();
    FCM.close();
    TOKENS.close();
  }

  @BeforeEach
  void answerWell() {
    TOKENS.answer(
        "200",
        "Content-Type: application/json\r\n",
        "{\"access_token\":\"ya29.one\",\"expires_in\":3599,\"token_type\":\"Bearer\"}");
    FCM.answer(
        "200", "Content-Type: application/json\r\n", "{\"name\":\"projects/demo/messages/0:1\"}");
  }

  @Test
  void pushesToOneToken() {
    CallResult result =
        route.send(ProviderRoute.submission("push", "a \"text\" ${body} {{secret}} 😀", TOKEN));

    assertThat(last(FCM))
        .isEqualTo(
            """
            POST /v1/projects/demo/messages:send HTTP/1.1\r
            Authorization: Bearer ya29.one\r
            Accept-Encoding: gzip, x-gzip, deflate\r
            Host: 127.0.0.1:PORT\r
            Content-Length: 183\r
            Content-Type: application/json\r
            Connection: keep-alive\r
            User-Agent: caravan\r
            \r
            {"message":{"data":{"messageId":"m1"},"notification":{"body":"a \\"text\\" ${body} {{secret}} 😀","title":"sender-1"},\
            "token":"fcm-token-of-a-handset:APA91b-_"},"validate_only":false}""");
    assertThat(result.outcomes())
        .containsExactly(Outcome.Accepted.as("projects/demo/messages/0:1"));
    assertThat(result.callbackData())
        .isEqualTo("{\"answers\":[{\"name\":\"projects/demo/messages/0:1\"}]}");
  }

  @Test
  void onlyHasADummyChecked() {
    route.send(ProviderRoute.submission("dummy", "text", TOKEN));

    assertThat(last(FCM)).endsWith("\"validate_only\":true}");
  }

  @Test
  void asksForATokenOnceAndSignsForIt() throws Exception {
    Files.setLastModifiedTime(account, FileTime.fromMillis(1));
    int before = TOKENS.requests().size();

    sendToOne();
    sendToOne();

    assertThat(TOKENS.requests()).hasSize(before + 1);
    String request = last(TOKENS);
    assertThat(request)
        .startsWith("POST /token HTTP/1.1\r\n")
        .contains(
            "\r\n\r\ngrant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=");
    String[] jwt = request.substring(request.indexOf("assertion=") + 10).split("\\.");
    assertThat(decoded(jwt[0])).contains("\"alg\":\"RS256\"", "\"kid\":\"key-1\"");
    assertThat(decoded(jwt[1]))
        .contains(
            "\"iss\":\"caravan@demo.iam.gserviceaccount.com\"",
            "\"scope\":\"https://www.googleapis.com/auth/firebase.messaging\"");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void asksForANewTokenWhenTheOldOneIsNotTaken(boolean explained) {
    sendToOne();
    int before = TOKENS.requests().size();
    if (explained) {
      error(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.", "");
    } else {
      FCM.answer("401", "Content-Type: text/html\r\n", "<html>");
    }

    assertThat(sendToOne())
        .isEqualTo(
            Outcome.Retry.uncounted(
                "UNAUTHENTICATED the access token was not taken, the next attempt has a new one",
                null));
    answerWell();
    assertThat(sendToOne().name()).isEqualTo("accepted");

    assertThat(TOKENS.requests()).hasSize(before + 1);
  }

  @Test
  void asksOnceForATokenThatDoesNotCome() throws Exception {
    Files.setLastModifiedTime(account, FileTime.fromMillis(3));
    TOKENS.answer("503", "", "");
    int before = TOKENS.requests().size();

    assertThat(sendToOne().name()).isEqualTo("retry");

    assertThat(TOKENS.requests()).hasSize(before + 1);
  }

  @Test
  void doesNotWaitLongForATokenThatDoesNotCome() throws Exception {
    Files.setLastModifiedTime(account, FileTime.fromMillis(4));
    CountDownLatch silence = new CountDownLatch(1);
    TOKENS.silentUntil(silence);
    long began = System.nanoTime();

    Outcome said = sendToOne();
    silence.countDown();

    assertThat(said)
        .isEqualTo(Outcome.Retry.uncounted("not called: no access token: TimeoutException", null));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(9));
  }

  @Test
  void keepsALongIdWhole() {
    String id = "projects/a-project-with-a-long-name/messages/0:1500415314455276%31bd1c9631bd1c96";
    FCM.answer("200", "", "{\"name\":\"%s\"}".formatted(id));

    assertThat(sendToOne()).isEqualTo(Outcome.Accepted.as(id));
  }

  @Test
  void doesNotCallWithoutAToken() throws Exception {
    Files.setLastModifiedTime(account, FileTime.fromMillis(2));
    TOKENS.answer("400", "", "{\"error\":\"invalid_grant\"}");
    int before = FCM.requests().size();

    assertThat(sendToOne())
        .isEqualTo(
            Outcome.Retry.uncounted("not called: no access token: GoogleAuthException", null));

    assertThat(FCM.requests()).hasSize(before);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "404, NOT_FOUND, UNREGISTERED, refused, UNREGISTERED the token is dead",
        "400, INVALID_ARGUMENT, INVALID_ARGUMENT, refused, INVALID_ARGUMENT the request",
        "403, PERMISSION_DENIED, SENDER_ID_MISMATCH, refused, SENDER_ID_MISMATCH",
        "401, UNAUTHENTICATED, THIRD_PARTY_AUTH_ERROR, refused, THIRD_PARTY_AUTH_ERROR",
        "401, UNAUTHENTICATED, APNS_AUTH_ERROR, refused, APNS_AUTH_ERROR",
        "429, RESOURCE_EXHAUSTED, QUOTA_EXCEEDED, retry, QUOTA_EXCEEDED",
        "503, UNAVAILABLE, UNAVAILABLE, retry, UNAVAILABLE",
        "500, INTERNAL, INTERNAL, retry, INTERNAL",
        "400, INVALID_ARGUMENT, UNSPECIFIED_ERROR, refused, 400",
        "500, INTERNAL, UNSPECIFIED_ERROR, retry, 500 FCM failed",
        "403, PERMISSION_DENIED, -, refused, PERMISSION_DENIED",
        "404, NOT_FOUND, -, refused, NO_PROJECT",
        "400, INVALID_ARGUMENT, -, refused, INVALID_ARGUMENT",
        "429, RESOURCE_EXHAUSTED, -, retry, 429",
        "502, -, -, retry, 502 FCM failed"
      })
  void classesEveryCode(int http, String status, String code, String outcome, String reason) {
    String detail =
        code == null
            ? "{\"@type\":\"type.googleapis.com/google.rpc.BadRequest\",\"fieldViolations\":[]}"
            : "{\"@type\":\"type.googleapis.com/google.rpc.QuotaFailure\"},"
                + "{\"@type\":\"type.googleapis.com/google.firebase.fcm.v1.FcmError\",\"errorCode\":\"%s\"}"
                    .formatted(code);
    error(http, status == null ? "" : status, "Something.", detail);

    Outcome said = sendToOne();

    assertThat(said.name()).isEqualTo(outcome);
    assertThat(said.toString()).contains("reason=" + reason);
  }

  @Test
  void tellsATokenThatIsNoneFromARequestThatIsWrong() {
    error(
        400,
        "INVALID_ARGUMENT",
        "The registration token is not a valid FCM registration token",
        "{\"@type\":\"type.googleapis.com/google.firebase.fcm.v1.FcmError\",\"errorCode\":\"INVALID_ARGUMENT\"}");

    assertThat(sendToOne())
        .isEqualTo(new Outcome.Refused("INVALID_TOKEN the token is none, remove it"));
  }

  @Test
  void waitsAMinuteForAQuotaOrAsLongAsItIsTold() {
    String detail =
        "{\"@type\":\"type.googleapis.com/google.firebase.fcm.v1.FcmError\",\"errorCode\":\"QUOTA_EXCEEDED\"}";
    error(429, "RESOURCE_EXHAUSTED", "Quota", detail);
    assertThat(((Outcome.Retry) sendToOne()).after()).isEqualTo(Duration.ofSeconds(60));

    FCM.answer("429", "Retry-After: 5\r\n", envelope(429, "RESOURCE_EXHAUSTED", "Quota", detail));

    assertThat(((Outcome.Retry) sendToOne()).after()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void cannotTellFromAnAnswerWithoutAnId() {
    FCM.answer("200", "Content-Type: text/html\r\n", "<html>");

    assertThat(sendToOne()).isEqualTo(new Outcome.Unknown("the answer names no id"));
  }

  @Test
  void showsTheExchangeWithoutTokenAndText() {
    CallResult result = route.send(ProviderRoute.submission("push", "the pin is 4711", TOKEN));

    assertThat(result.exchangesAsJson())
        .contains("message.token=fcm-t*****-_", "(text of 15 characters)")
        .doesNotContain("4711", TOKEN, "ya29");
  }

  private static Outcome sendToOne() {
    return route.send(ProviderRoute.submission("push", "text", TOKEN)).outcomes().get(0);
  }

  private static void error(int http, String status, String message, String details) {
    FCM.answer(
        Integer.toString(http),
        "Content-Type: application/json\r\n",
        envelope(http, status, message, details));
  }

  private static String envelope(int http, String status, String message, String details) {
    return "{\"error\":{\"code\":%d,\"message\":\"%s\",\"status\":\"%s\",\"details\":[%s]}}"
        .formatted(http, message, status, details);
  }

  private static String decoded(String part) {
    return new String(Base64.getUrlDecoder().decode(part), java.nio.charset.StandardCharsets.UTF_8);
  }

  private static String last(OneCallServer server) {
    List<String> requests = server.requests();
    return requests.get(requests.size() - 1);
  }
}
