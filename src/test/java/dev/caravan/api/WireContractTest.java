package dev.caravan.api;

import static dev.caravan.RequestJson.quoted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.caravan.EmbeddedCaravan;
import dev.caravan.ProblemDocument;
import dev.caravan.RequestJson;
import dev.caravan.RunningCaravan;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** What the service's clients rely on, to the letter. */
@EmbeddedCaravan
class WireContractTest {
  private static final String SEND = "/api/v1.0/sendMessage";
  private static final String HEALTH = "/api/v1.0/checkHealth";
  private static final String ALL_REQUIRED =
      "{'messageId':[R],'senderId':[R],'recipients':[R],'messageType':[R],'channel':[R],'message':[R],'priority':[R]}";

  @Autowired private RunningCaravan caravan;
  @Autowired private JdbcTemplate database;

  static Stream<Arguments> refusedBodies() {
    return Stream.of(
        row("no body", "", ALL_REQUIRED),
        row("an empty object", "{}", ALL_REQUIRED),
        row("a list", "[]", root("list")),
        row("a text", "'x'", root("str")),
        row("an integer", "5", root("int")),
        row("a fraction", "1.5", root("float")),
        row("a truth value", "true", root("bool")),
        row("null", "null", "{'non_field_errors':['No data provided']}"),
        row("no priority", valid().without("priority"), "{'priority':[R]}"),
        row(
            "two missing, in the contract's order",
            valid().without("message").without("senderId"),
            "{'senderId':[R],'message':[R]}"),
        field("messageId", "null", "This field may not be null."),
        field("recipients", "null", "This field may not be null."),
        field("channel", "null", "This field may not be null."),
        field("messageId", "''", "This field may not be blank."),
        field("message", "'  '", "This field may not be blank."),
        field("message", quoted("\u00a0\u2003\t"), "This field may not be blank."),
        field("senderId", "true", "Not a valid string."),
        field("senderId", "{}", "Not a valid string."),
        field("priority", "['normal']", "Not a valid string."),
        field("message", "1e400", "Not a valid string."),
        field("messageId", text(65), atMost(64)),
        field("senderId", text(65), atMost(64)),
        field("priority", text(65), atMost(64)),
        field("message", text(201), atMost(200)),
        field("message", quoted("😀".repeat(201)), atMost(200)),
        field("recipients", "'0700987654'", list("str")),
        field("recipients", "5", list("int")),
        field("recipients", "false", list("bool")),
        field("recipients", "{}", list("dict")),
        field("recipients", "[]", "This list may not be empty."),
        row(
            "bad recipients, by index",
            valid().with("recipients", "[null,'1',{},' '," + text(65) + "]"),
            "{'recipients':{'0':['This field may not be null.'],'2':['Not a valid string.'],"
                + "'3':['This field may not be blank.'],'4':['"
                + atMost(64)
                + "']}}"),
        field("channel", "'telegram'", "\\\"telegram\\\" is not a valid choice."),
        field("channel", "''", "\\\"\\\" is not a valid choice."),
        field("channel", "'HTTPBIN'", "\\\"HTTPBIN\\\" is not a valid choice."),
        field("channel", "' httpbin '", "\\\" httpbin \\\" is not a valid choice."),
        field("messageType", "'fax'", "\\\"fax\\\" is not a valid choice."),
        field("messageType", "'Dummy'", "\\\"Dummy\\\" is not a valid choice."),
        row(
            "every fault at once",
            valid().with("priority", "null").with("recipients", "[]").with("messageId", "''"),
            "{'messageId':['This field may not be blank.'],'recipients':['This list may not be empty.'],"
                + "'priority':['This field may not be null.']}"),
        row(
            "a channel that does not carry the type",
            valid().with("messageType", "'sms'"),
            "{'details':'channel `httpbin` and message type `sms` not supported'}"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusedBodies")
  void refusesWithTheContractsTexts(String name, String body, String expected) {
    var answer = caravan.send(body);

    assertThat(ProblemDocument.of(answer, 400)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"messageId\":", "{\"messageId\":NaN}", "{\"a\":-Infinity}", "\uFEFF{}"})
  void saysWhereJsonIsMalformed(String body) {
    var answer = caravan.send(body);

    assertThat(ProblemDocument.of(answer, 400)).startsWith("{\"detail\":\"JSON parse error - ");
  }

  @Test
  void refusesBytesThatAreNotUtf8() {
    byte[] body = "{\"messageId\":\"\u00ff\"}".getBytes(StandardCharsets.ISO_8859_1);

    var answer = caravan.exchange(json(SEND).POST(BodyPublishers.ofByteArray(body)));

    assertThat(ProblemDocument.of(answer, 400)).startsWith("{\"detail\":\"JSON parse error - ");
  }

  static Stream<Arguments> acceptedFields() {
    String emoji = "😀".repeat(200);
    return Stream.of(
        arguments("senderId", "12345", "12345"),
        arguments("senderId", "1e3", "1000.0"),
        arguments("senderId", "-0.50", "-0.5"),
        arguments("senderId", quoted("\u2003 me \u00a0"), "me"),
        arguments("senderId", quoted("\u200b"), "\u200b"),
        arguments("senderId", quoted(" " + "é".repeat(64) + " "), "é".repeat(64)),
        arguments("priority", "'whenever'".replace('\'', '"'), "whenever"),
        arguments("unknown", quoted(emoji), ""),
        arguments("message", quoted(emoji), ""));
  }

  @ParameterizedTest(name = "{0} as {1}")
  @MethodSource("acceptedFields")
  void acceptsAndKeepsTheTrimmedText(String field, String json, String kept) {
    RequestJson request = valid().with(field, json);

    var answer = caravan.send(request.toString());

    assertEmpty(answer, 202);
    assertThat(caravan.message(request.id()).path(field).asText()).isEqualTo(kept);
  }

  @Test
  void keepsRecipientsInOrderWithRepetitions() {
    RequestJson request = valid().with("recipients", "[\"b\", 700987654, \" a \", \"b\"]");

    assertEmpty(caravan.send(request.toString()), 202);

    assertThat(caravan.message(request.id()).path("recipients").findValuesAsText("recipient"))
        .containsExactly("b", "700987654", "a", "b");
  }

  @Test
  void refusesATakenIdHoweverItIsPadded() {
    RequestJson request = valid();
    assertEmpty(caravan.send(request.toString()), 202);

    var again = caravan.send(request.with("messageId", "\" " + request.id() + " \"").toString());

    assertThat(ProblemDocument.of(again, 409))
        .isEqualTo(
            "{\"detail\":\"A message with messageId=`%s` has already been received\"}"
                .formatted(request.id()));
  }

  @Test
  void checksThePairBeforeTheId() {
    RequestJson request = valid();
    assertEmpty(caravan.send(request.toString()), 202);

    var again = caravan.send(request.with("messageType", "\"sms\"").toString());

    assertThat(ProblemDocument.of(again, 400)).contains("not supported");
  }

  @ParameterizedTest
  @CsvSource({
    "-, Authentication credentials were not provided.",
    "wrong, Incorrect authentication credentials.",
    "'', Incorrect authentication credentials.",
    "Bearer api-key, Incorrect authentication credentials.",
    "API-KEY, Incorrect authentication credentials.",
  })
  void asksForTheKey(String key, String detail) {
    for (String path : new String[] {SEND, HEALTH, "/api/v1.0/messages/x"}) {
      for (String method : new String[] {"GET", "POST", "PUT", "OPTIONS"}) {
        var request = HttpRequest.newBuilder(caravan.api(path));
        if (!key.equals("-")) {
          request.header("Authorization", key);
        }

        var answer = caravan.exchange(request.method(method, BodyPublishers.noBody()));

        assertThat(ProblemDocument.of(answer, 401)).isEqualTo("{\"detail\":\"" + detail + "\"}");
        assertThat(answer.headers().allValues("WWW-Authenticate")).containsExactly("api-key");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET, POST, /sendMessage",
    "DELETE, POST, /sendMessage",
    "PUT, POST, /sendMessage/",
    "PATCH, POST, /sendMessage",
    "BREW, POST, /sendMessage",
    "POST, GET, /checkHealth",
    "DELETE, GET, /checkHealth/",
  })
  void refusesOtherMethods(String method, String allowed, String path) {
    var answer = caravan.exchange(json("/api/v1.0" + path).method(method, BodyPublishers.noBody()));

    assertThat(ProblemDocument.of(answer, 405))
        .isEqualTo("{\"detail\":\"Method \\\"%s\\\" not allowed.\"}".formatted(method));
    assertThat(answer.headers().allValues("Allow")).containsExactly(allowed);
  }

  @ParameterizedTest
  @CsvSource({"/sendMessage, POST", "/checkHealth, GET", "/checkHealth/, GET"})
  void refusesHeadAndTellsOptionsWithoutABody(String path, String allowed) {
    var head =
        caravan.exchange(
            caravan.request("/api/v1.0" + path).method("HEAD", BodyPublishers.noBody()));
    var options =
        caravan.exchange(
            caravan.request("/api/v1.0" + path).method("OPTIONS", BodyPublishers.noBody()));

    assertThat(head.statusCode()).isEqualTo(405);
    assertThat(head.headers().allValues("Allow")).containsExactly(allowed);
    assertThat(head.body()).isEmpty();
    assertThat(options.statusCode()).isEqualTo(204);
    assertThat(options.headers().allValues("Allow")).containsExactly(allowed);
    assertThat(options.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
      })
  void refusesOtherMediaTypes(String type) {
    var request = caravan.request(SEND).header("Content-Type", type);

    var answer = caravan.exchange(request.POST(BodyPublishers.ofString(valid().toString())));

    assertThat(ProblemDocument.of(answer, 415))
        .isEqualTo(
            "{\"detail\":\"Unsupported media type \\\"%s\\\" in request.\"}".formatted(type));
  }

  @Test
  void takesABodyWithoutMediaTypeForPlainText() {
    var answer =
        caravan.exchange(caravan.request(SEND).POST(BodyPublishers.ofString(valid().toString())));

    assertThat(ProblemDocument.of(answer, 415))
        .isEqualTo("{\"detail\":\"Unsupported media type \\\"text/plain\\\" in request.\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "application/xml, 406",
    "image/png;q=1, 406",
    "*/*;q=0, 406",
    "nonsense, 406",
    "text/html, 200",
    "application/json, 200",
    "'application/xml, */*;q=0.1', 200",
    "application/problem+json, 200",
  })
  void answersOnlyWhoAcceptsJson(String accept, int status) {
    var answer = caravan.exchange(caravan.request(HEALTH).header("Accept", accept).GET());

    assertThat(answer.statusCode()).isEqualTo(status);
    if (status == 406) {
      assertThat(ProblemDocument.of(answer, 406))
          .isEqualTo("{\"detail\":\"Could not satisfy the request Accept header.\"}");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {HEALTH, HEALTH + "/"})
  void answersHealthWithNothing(String path) {
    assertEmpty(caravan.exchange(caravan.request(path).GET()), 200);
  }

  @Test
  void refusesMalformedJsonAlsoWhereNoBodyIsNeeded() {
    var answer =
        caravan.exchange(json(HEALTH).method("GET", BodyPublishers.ofString("{\"messageId\"")));

    assertThat(ProblemDocument.of(answer, 400)).startsWith("{\"detail\":\"JSON parse error - ");
  }

  @Test
  void allowsOneTrailingSlash() {
    var one = json(SEND + "/").POST(BodyPublishers.ofString(valid().toString()));
    var two = json(SEND + "//").POST(BodyPublishers.ofString(valid().toString()));

    assertEmpty(caravan.exchange(one), 202);
    assertThat(caravan.exchange(two).statusCode()).isIn(400, 404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/api/v1.0/nothing", "/api/v1.0/sendmessage", "/nothing", "/api/v1x0/checkHealth"})
  void knowsNoOtherPath(String path) {
    var answer = caravan.exchange(caravan.request(path).GET());

    assertThat(ProblemDocument.of(answer, 404)).isEqualTo("{\"detail\":\"Not found.\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "0123abcd, true",
    "A.b-c_d9, true",
    "short, false",
    "has space inside, false",
    "'${jndi:ldap://x/a}', false",
  })
  void echoesASaneCorrelationId(String offered, boolean sane) {
    var good = caravan.exchange(caravan.request(HEALTH).header("X-Correlation-Id", offered).GET());
    var bad = caravan.exchange(json(SEND).header("X-Correlation-Id", offered).GET());

    ProblemDocument.of(bad, 405);
    for (var answer : new HttpResponse<?>[] {good, bad}) {
      String id = answer.headers().firstValue("X-Correlation-Id").orElseThrow();
      assertThat(id.equals(offered)).isEqualTo(sane);
      assertThat(id).matches("[A-Za-z0-9._-]{8,64}");
    }
  }

  @Test
  void hidesAFailureOfItsOwnAndKeepsNothingOfTheMessage() {
    RequestJson request = valid();

    HttpResponse<String> failed;
    database.execute("alter table recipient rename to recipient_away");
    try {
      failed = caravan.send(request.toString());
    } finally {
      database.execute("alter table recipient_away rename to recipient");
    }

    assertThat(failed.statusCode()).isEqualTo(500);
    assertThat(failed.body())
        .contains("\"detail\":\"An internal server error has occurred.\"")
        .doesNotContainIgnoringCase("recipient")
        .doesNotContain("insert");
    assertEmpty(caravan.send(request.toString()), 202);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "application/problem+json", "text/html", "*/*"})
  void answersEmptyWithoutATypeWhateverIsAccepted(String accept) {
    var request =
        json(SEND).header("Accept", accept).POST(BodyPublishers.ofString(valid().toString()));

    assertEmpty(caravan.exchange(request), 202);
  }

  @Test
  void sendsNoCorsHeaders() {
    var answer =
        caravan.exchange(
            caravan
                .request(SEND)
                .header("Origin", "https://stranger.example")
                .header("Access-Control-Request-Method", "POST")
                .method("OPTIONS", BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.headers().map().keySet())
        .noneMatch(name -> name.startsWith("access-control"));
  }

  private static void assertEmpty(HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers().firstValue("Content-Type")).isEmpty();
  }

  private HttpRequest.Builder json(String path) {
    return caravan.request(path).header("Content-Type", "application/json");
  }

  private static RequestJson valid() {
    return RequestJson.valid();
  }

  /** A row of the table; single quotes stand for double ones, R for the text of a missing field. */
  private static Arguments row(String name, Object body, String expected) {
    return arguments(
        name,
        body.toString().replace('\'', '"'),
        expected.replace("[R]", "['This field is required.']").replace('\'', '"'));
  }

  private static Arguments field(String field, String json, String text) {
    String shown = json.length() > 30 ? json.substring(0, 30) + "…" : json;
    return row(
        field + " as " + shown, valid().with(field, json), "{'%s':['%s']}".formatted(field, text));
  }

  private static String root(String type) {
    return "{'non_field_errors':['Invalid data. Expected a dictionary, but got %s.']}"
        .formatted(type);
  }

  private static String list(String type) {
    return "Expected a list of items but got type \\\"%s\\\".".formatted(type);
  }

  private static String atMost(int length) {
    return "Ensure this field has no more than %d characters.".formatted(length);
  }

  private static String text(int length) {
    return quoted("é".repeat(length));
  }
}
