package dev.caravan.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.caravan.EmbeddedCaravan;
import dev.caravan.Fixtures;
import dev.caravan.ProblemDocument;
import dev.caravan.RawHttp;
import dev.caravan.RequestJson;
import dev.caravan.RunningCaravan;
import dev.caravan.web.Ports;
import jakarta.servlet.ServletContext;
import java.io.File;
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

/** Bodies that are no request: refused with a short problem document, and nothing is kept. */
@EmbeddedCaravan
class BadBodyTest {
  private static final String SEND = "/api/v1.0/sendMessage";
  private static final int MEGABYTE = 1024 * 1024;

  @Autowired private RunningCaravan caravan;
  @Autowired private Ports ports;
  @Autowired private ServletContext servlet;

  static Stream<Arguments> bodies() {
    String good = RequestJson.valid().toString();
    return Stream.of(
        arguments("nothing", ""),
        arguments("half a document", good.substring(0, 40)),
        arguments("NaN", "{\"message\":NaN}"),
        arguments("Infinity", "{\"message\":Infinity}"),
        arguments("a key twice", "{\"message\":\"a\",\"message\":\"b\"}"),
        arguments("two documents", good + " " + good),
        arguments("a list", "[" + good + "]"),
        arguments("a text", "\"text\""),
        arguments("a number", "5"),
        arguments("nesting of 1001", "[".repeat(1001) + "]".repeat(1001)),
        arguments("nesting of 100000", "{\"a\":".repeat(100_000)),
        arguments("an integer of 2000 digits", "{\"message\":" + "9".repeat(2000) + "}"),
        arguments("a number without end", "{\"message\":1e400}"),
        arguments("a byte order mark", "\uFEFF" + good),
        arguments("single quotes", good.replace('"', '\'')),
        arguments("a comment", "/* */" + good),
        arguments("a trailing comma", good.replace("}", ",}")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bodies")
  void refusesWhatIsNotOneStrictObject(String name, String body) {
    ProblemDocument.of(caravan.send(body), 400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "ISO-8859-1"})
  void refusesOtherEncodings(String charset) throws Exception {
    RequestJson request = RequestJson.valid().with("message", "\"é\"");

    var answer = post(request.toString().getBytes(charset), "application/json");

    ProblemDocument.of(answer, 400);
    assertUnknown(request);
  }

  @ParameterizedTest
  @CsvSource({
    "messageId, a\\u0000b",
    "messageId, a\\nb",
    "messageId, a\\u001bb",
    "messageId, a\\u0085b",
    "senderId, \\u0000a",
    "message, a\\u0000b",
    "priority, a\\u0000",
    "message, a\\ud800b",
    "message, \\udc00",
    "senderId, \\ud800\\ud800",
    "callback, http://localhost/\\ud800",
  })
  void refusesCharactersThatCannotBeStored(String field, String text) {
    RequestJson request = RequestJson.valid().with(field, "\"" + text + "\"");

    var answer = caravan.send(request.toString());

    assertThat(ProblemDocument.of(answer, 400)).startsWith("{\"" + field + "\":[\"");
    assertUnknown(request);
  }

  @Test
  void refusesAnOversizedBodyByItsLengthWithoutAskingForIt() {
    var answer =
        RawHttp.exchange(ports.api(), head("Content-Length: 60000000\r\nExpect: 100-continue\r\n"));

    ProblemDocument.of(answer, 413);
  }

  @Test
  void refusesATextOfFifteenMegabytes() {
    RequestJson request =
        RequestJson.valid().with("message", '"' + "a".repeat(15 * MEGABYTE) + '"');

    try (RawHttp http = new RawHttp(ports.api(), 10_000)) {
      http.send(head("Content-Length: %d\r\n".formatted(request.toString().length())));
      http.send(request.toString());

      ProblemDocument.of(http.answer(), 413);
    }
    assertUnknown(request);
  }

  @Test
  void refusesAnEndlessChunkedBody() {
    String chunk = "10000\r\n" + "1,".repeat(0x8000) + "\r\n";

    try (RawHttp http = new RawHttp(ports.api(), 10_000)) {
      http.send(head("Transfer-Encoding: chunked\r\n") + "1\r\n[\r\n");
      for (int i = 0; i < 33; i++) {
        http.send(chunk);
      }

      ProblemDocument.of(http.answer(), 413);
    }
  }

  @Test
  void takesABodyThatSaysItIsNotPacked() {
    var answer =
        caravan.exchange(
            caravan
                .request(SEND)
                .header("Content-Type", "application/json")
                .header("Content-Encoding", "identity")
                .POST(BodyPublishers.ofString(RequestJson.valid().toString())));

    assertThat(answer.statusCode()).isEqualTo(202);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "br"})
  void unpacksNothing(String encoding) {
    RequestJson request = RequestJson.valid();

    var answer =
        caravan.exchange(
            caravan
                .request(SEND)
                .header("Content-Type", "application/json")
                .header("Content-Encoding", encoding)
                .POST(BodyPublishers.ofString(request.toString())));

    ProblemDocument.of(answer, 415);
    assertUnknown(request);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "text/json",
        "application/xml",
        "application/vnd.api+json",
        "application/x-java-serialized-object",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "nonsense",
      })
  void takesJsonOnly(String type) {
    RequestJson request = RequestJson.valid();

    var answer = post(request.toString().getBytes(StandardCharsets.UTF_8), type);

    ProblemDocument.of(answer, 415);
    assertUnknown(request);
  }

  @Test
  void saysShortlyThatALongMediaTypeIsNotSupported() {
    var answer = post(new byte[] {'{', '}'}, "text/" + "x".repeat(6000));

    ProblemDocument.of(answer, 415);
  }

  @Test
  void leavesNoFileOfAnUpload() {
    File work = (File) servlet.getAttribute(ServletContext.TEMPDIR);
    String upload =
        "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"../a\"\r\n\r\n%s\r\n--x--\r\n"
            .formatted("0".repeat(MEGABYTE));

    var answer =
        post(upload.getBytes(StandardCharsets.US_ASCII), "multipart/form-data; boundary=x");

    ProblemDocument.of(answer, 415);
    assertThat(work.listFiles()).isEmpty();
  }

  private HttpResponse<String> post(byte[] body, String type) {
    return caravan.exchange(
        caravan.request(SEND).header("Content-Type", type).POST(BodyPublishers.ofByteArray(body)));
  }

  private static String head(String headers) {
    return """
        POST %s HTTP/1.1\r
        Host: localhost\r
        Authorization: %s\r
        Content-Type: application/json\r
        Connection: close\r
        %s\r
        """
        .formatted(SEND, Fixtures.KEY, headers);
  }

  private void assertUnknown(RequestJson request) {
    var shown = caravan.exchange(caravan.request("/api/v1.0/messages/" + request.id()).GET());
    ProblemDocument.of(shown, 404);
  }
}
