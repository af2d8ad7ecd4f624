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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Requests that no HTTP client would send, byte by byte. */
@EmbeddedCaravan
class BadHttpTest {
  private static final String KEY = "Authorization: " + Fixtures.KEY + "\r\n";
  private static final String JSON = "Content-Type: application/json\r\n";

  @Autowired private RunningCaravan caravan;
  @Autowired private Ports ports;

  @ParameterizedTest
  @CsvSource({"GET, 405", "DELETE, 405", "PUT, 405", "BREW, 405", "TRACE, 405", "CONNECT, 501"})
  void refusesOtherMethods(String method, int status) {
    var answer = exchange(method + " /api/v1.0/sendMessage HTTP/1.1", KEY);

    assertThat(ProblemDocument.of(answer, status)).doesNotContain(Fixtures.KEY);
    assertThat(answer.header("Allow")).isEqualTo(status == 405 ? "POST" : "none");
  }

  @Test
  void saysShortlyThatALongMethodIsNotAllowed() {
    var answer = exchange("M".repeat(6000) + " /api/v1.0/sendMessage HTTP/1.1", KEY);

    ProblemDocument.of(answer, 405);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/sandbox/callbacks", "/docs", "/"})
  void echoesNoTraceAnywhere(String path) {
    var answer = exchange("TRACE " + path + " HTTP/1.1", "X-Secret: do-not-echo\r\n");

    assertThat(answer.status()).isIn(404, 405);
    assertThat(answer.body()).doesNotContain("do-not-echo");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1.0/sendMessage;x=1",
        "/api;x=1/v1.0/sendMessage",
        "//api/v1.0/sendMessage",
        "/api/v1.0//sendMessage",
        "/api/v1.0/../sendMessage",
        "/api/v1.0/x/../sendMessage",
        "/api/v1.0/%2e%2e/v1.0/sendMessage",
        "/api/v1.0%2fsendMessage",
        "/api/v1.0/sendMessage%00",
        "/api/v1.0/sendMessage%20",
        "/api/v1.0/sendMessage//",
        "/api/v1.0/sendmessage",
        "/API/v1.0/sendMessage",
        "/api/v1.0\\sendMessage",
        "/api/v1.0/sendMessage%",
        "/api/v1.0/sendMessage%c0%ae",
        "/api/v1.0/sendMessage{x}",
      })
  void sendsNothingByAnotherSpellingOfThePath(String path) {
    RequestJson request = RequestJson.valid();
    String length = "Content-Length: %d\r\n".formatted(request.toString().length());

    var withKey = exchange("POST " + path + " HTTP/1.1", KEY + JSON + length, request.toString());
    var without = exchange("POST " + path + " HTTP/1.1", JSON + length, request.toString());

    assertThat(withKey.status()).isIn(400, 404);
    ProblemDocument.of(withKey, withKey.status());
    assertThat(without.status()).isIn(400, 401, 404);
    ProblemDocument.of(without, without.status());
    assertUnknown(request);
  }

  static Stream<Arguments> unreadableRequests() {
    String two = "Content-Length: 2\r\n";
    String chunked = "Transfer-Encoding: chunked\r\n";
    String many =
        IntStream.range(0, 200).mapToObj("X-%d: a\r\n"::formatted).collect(Collectors.joining());
    return Stream.of(
        arguments("a header of 20 kB", two + "X-A: " + "a".repeat(20_000) + "\r\n", "{}", 400),
        arguments("200 headers", two + many, "{}", 400),
        arguments("two lengths", two + "Content-Length: 3\r\n", "{} ", 400),
        arguments("a negative length", "Content-Length: -2\r\n", "{}", 400),
        arguments("a length in words", "Content-Length: two\r\n", "{}", 400),
        arguments("a bad chunk size", chunked, "zz\r\n{}\r\n0\r\n\r\n", 400),
        arguments("a negative chunk size", chunked, "-2\r\n{}\r\n0\r\n\r\n", 400),
        arguments("a chunk without end", chunked, "2\r\n{}0\r\n\r\n", 400),
        arguments("a long chunk extension", chunked, "2;" + "a".repeat(9000) + "\r\n{}", 400),
        arguments("a chunk extension with a line feed", chunked, "2;a\n{}\r\n0\r\n\r\n", 400),
        arguments(
            "an unknown coding", "Transfer-Encoding: xchunked\r\n", "2\r\n{}\r\n0\r\n\r\n", 501),
        arguments("chunked twice", chunked + chunked, "2\r\n{}\r\n0\r\n\r\n", 400),
        arguments("a blank before the colon", "Content-Length : 2\r\n", "{}", 400),
        arguments("a carriage return in a header", two + "X-A: a\rb\r\n", "{}", 400),
        arguments("a NUL in a header", two + "X-A: a\0b\r\n", "{}", 400),
        arguments("a second Host", two + "Host: other\r\n", "{}", 400),
        arguments("a second key", two + "Authorization: other\r\n", "{}", 400),
        arguments("an unknown expectation", two + "Expect: miracles\r\n", "{}", 417));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unreadableRequests")
  void refusesWhatCouldBeReadInTwoWays(String name, String headers, String body, int status) {
    var answer = exchange("POST /api/v1.0/sendMessage HTTP/1.1", KEY + JSON + headers, body);

    ProblemDocument.of(answer, status);
  }

  @Test
  void wantsAHost() {
    var answer = RawHttp.exchange(ports.api(), "GET /api/v1.0/checkHealth HTTP/1.1\r\n\r\n");

    ProblemDocument.of(answer, 400);
  }

  @Test
  void speaksNoOtherVersion() {
    ProblemDocument.of(exchange("GET /api/v1.0/checkHealth HTTP/9.9", KEY), 505);
  }

  /** The container prefers the chunks, as RFC 9112 allows; nothing behind them may count. */
  @Test
  void takesNothingBehindAMessageWithTwoLengths() {
    RequestJson request = RequestJson.valid();
    String smuggled = "GET /api/v1.0/checkHealth HTTP/1.1\r\nHost: a\r\n" + KEY + "\r\n";

    try (RawHttp http = new RawHttp(ports.api(), 10_000)) {
      http.send(
          "POST /api/v1.0/sendMessage HTTP/1.1\r\nHost: localhost\r\n"
              + KEY
              + JSON
              + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n"
                  .formatted(request.toString().length(), request)
              + smuggled);
      var answer = http.answer();

      assertThat(answer.status()).isEqualTo(202);
      assertThat(answer.header("Connection")).isEqualTo("close");
      assertThat(answer.body()).isEmpty();
    }
  }

  /** The container takes a bare line feed for a line end, as RFC 9112 allows. */
  @Test
  void readsBareLineFeedsAsLineEnds() {
    String request = "GET /api/v1.0/checkHealth HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + KEY;

    var answer = RawHttp.exchange(ports.api(), (request + "\r\n").replace("\r\n", "\n"));

    assertThat(answer.status()).isEqualTo(200);
  }

  /** More connections than threads, each with a header that does not end. */
  @Test
  void answersOthersWhileHeadersCreep() {
    assertAnswersOthersDuring("POST /api/v1.0/sendMessage HTTP/1.1\r\nHost: a\r\nX-A: b");
  }

  /** More connections than threads, each refused at once and still sending. */
  @Test
  void answersOthersWhileRefusedBodiesCreep() {
    assertAnswersOthersDuring(
        "POST /api/v1.0/sendMessage HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n{");
  }

  @Test
  void keepsTheConnectionOfARefusedSmallBody() {
    try (RawHttp http = new RawHttp(ports.api(), 10_000)) {
      http.send("POST /api/v1.0/sendMessage HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n");
      http.send("{}GET /api/v1.0/checkHealth HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

      assertThat(http.answer().body().split("HTTP/1.1 401", -1)).hasSize(2);
    }
  }

  private void assertAnswersOthersDuring(String beginning) {
    List<RawHttp> creeping = new ArrayList<>();
    try {
      for (int i = 0; i < 120; i++) {
        RawHttp http = new RawHttp(ports.api(), 10_000);
        creeping.add(http);
        http.send(beginning);
      }
      long before = System.nanoTime();

      var answer = exchange("GET /api/v1.0/checkHealth HTTP/1.1", KEY);

      assertThat(answer.status()).isEqualTo(200);
      assertThat(System.nanoTime() - before).isLessThan(4_000_000_000L);
    } finally {
      creeping.forEach(RawHttp::close);
    }
  }

  private RawHttp.Answer exchange(String line, String headers, String... body) {
    return RawHttp.exchange(
        ports.api(),
        "%s\r\nHost: localhost\r\nConnection: close\r\n%s\r\n%s"
            .formatted(line, headers, String.join("", body)));
  }

  private void assertUnknown(RequestJson request) {
    var shown = caravan.exchange(caravan.request("/api/v1.0/messages/" + request.id()).GET());
    ProblemDocument.of(shown, 404);
  }
}
