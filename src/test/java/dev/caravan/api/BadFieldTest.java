package dev.caravan.api;

import static dev.caravan.RequestJson.quoted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.EmbeddedCaravan;
import dev.caravan.ProblemDocument;
import dev.caravan.RequestJson;
import dev.caravan.RunningCaravan;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Values that are harmful, or only look so: refused and not kept, or carried as plain text. */
@EmbeddedCaravan
@ExtendWith(OutputCaptureExtension.class)
class BadFieldTest {
  @Autowired private RunningCaravan caravan;

  static Stream<Arguments> refused() {
    String many = "[\"1\"" + ",\"1\"".repeat(10_000) + "]";
    String long64 = quoted("\u0001".repeat(3000));
    return Stream.of(
        arguments("messageId", "\"\""),
        arguments("messageId", quoted("x".repeat(65))),
        arguments("messageId", long64),
        arguments("recipients", many),
        arguments("recipients", "[]"),
        arguments("recipients", "0"),
        arguments("recipients", "null"),
        arguments("recipients", "[null" + ",null".repeat(9_000) + "]"),
        arguments("recipients", "[[\"1\"]]"),
        arguments("recipients", "[\"a\\u0000\"]"),
        arguments("channel", "\"no-such-channel\""),
        arguments("channel", long64),
        arguments("channel", quoted("😀".repeat(500))),
        arguments("channel", "{\"a\":\"" + "b".repeat(5000) + "\"}"),
        arguments("channel", "\"direct:accept-message\""),
        arguments("messageType", "\"sms.send_message\""),
        arguments("messageType", "[\"dummy\"]"),
        arguments("message", "\"\""),
        arguments("message", quoted("x".repeat(201))),
        arguments("sendAt", "\"10000-01-01T00:00:00Z\""),
        arguments("sendAt", "-5"),
        arguments("validUntil", "\"2020-01-01T00:00:00Z\""),
        arguments("validUntil", "\"2030-01-01T00:00:00[Mars/North]\""),
        arguments("callback", "5"),
        arguments("callback", quoted("https://a.example/" + "b".repeat(9_000))));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesAndKeepsNothing(String field, String json) {
    RequestJson request = RequestJson.valid().with(field, json);

    var answer = caravan.send(request.toString());

    assertThat(ProblemDocument.of(answer, 400)).startsWith("{\"%s\":".formatted(field));
    assertUnknown(request);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not a url",
        "/relative",
        "file:/tmp/x",
        "ftp://a/",
        "gopher://a/",
        "jar:file:/a!/b",
        "ldap://a/",
        "bean:form?method=encode",
        "exec:id",
        "log:x",
        "http://127.0.0.1/{{env:HOME}}",
        "http://127.0.0.1/{{sys:user.dir}}",
        "http://127.0.0.1/{{bean:form}}",
        "http://127.0.0.1/%7B%7Benv:HOME%7D%7D",
        "http://127.0.0.1/${env:HOME}",
        "https://a:b@127.0.0.1/",
        "https://good@evil/",
      })
  void refusesCallbacksThatAreNoPlainUrl(String url) {
    RequestJson request = RequestJson.valid().withText("callback", url);

    var answer = caravan.send(request.toString());

    assertThat(ProblemDocument.of(answer, 400))
        .startsWith("{\"callback\":[")
        .doesNotContain(System.getenv().getOrDefault("HOME", "/root"));
    assertUnknown(request);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://client.example", "loopback"})
  void postsToACallbackWithAQueryAsItIs(String host) {
    RequestJson request = RequestJson.valid();
    String base = host.equals("loopback") ? caravan.api("").toString() : host;
    String url =
        base
            + "/sandbox/callback/%s?bridgeEndpoint=true&httpMethod=GET&a=b%%20c"
                .formatted(request.id());

    caravan.send(request.withText("callback", url).toString());

    JsonNode callback = callbackOf(request);
    assertThat(callback.path("url").asText()).isEqualTo(url);
    assertThat(callback.path("body").asText()).startsWith("{\"message_id\": \"" + request.id());
  }

  static Stream<String> texts() {
    return Stream.of(
        "line one\r\nWARN forged line",
        "\u001b[31mred\u001b[0m",
        "${jndi:ldap://127.0.0.1/a}",
        "${env:HOME} {{env:HOME}} {{sys:user.dir}}",
        "${body} ${exchangeProperty.a} ${bean:form}",
        "RAW(a) &httpMethod=GET #{1+1} %7B%7Benv:HOME%7D%7D",
        "'; drop table message; -- \"",
        "<script>alert(1)</script>",
        "\u202eright to left \u200b \u0660\u0661",
        "😀".repeat(200));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void carriesTextsLiterallyAndLogsNoneOfThem(String text, CapturedOutput log) {
    RequestJson request = RequestJson.valid().withText("message", text);
    request.withText("callback", "https://client.example/" + request.id());

    var answer = caravan.send(request.toString());

    assertThat(answer.statusCode()).isEqualTo(202);
    JsonNode told = caravan.read(callbackOf(request).path("body").asText());
    assertThat(told.path("data").path("form").path("message").asText()).isEqualTo(text);
    assertThat(log.getAll()).doesNotContain(text).doesNotContain("forged line");
  }

  @ParameterizedTest
  @CsvSource({"senderId", "priority", "messageId"})
  void keepsQuotesAndPathsAsPlainText(String field) {
    String text = "../a b'; --\" ${x} {{y}} " + RequestJson.valid().id().substring(0, 8);
    RequestJson request = RequestJson.valid().withText(field, text);
    request.withText("callback", "https://client.example/" + request.id());

    assertThat(caravan.send(request.toString()).statusCode()).isEqualTo(202);

    JsonNode told = caravan.read(callbackOf(request).path("body").asText());
    assertThat(told.path("message_id").asText())
        .isEqualTo(field.equals("messageId") ? text : request.id());
    assertThat(told.path("delivery_status").asText()).isEqualTo("delivered");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "letters",
        "+254700987654",
        "4444444444444444444444444444444444444444",
        "٠٧٠٠",
        "\u202e1\u200b"
      })
  void takesAnyShortRecipientAsText(String recipient) {
    RequestJson request = RequestJson.valid().with("recipients", "[" + quoted(recipient) + "]");

    assertThat(caravan.send(request.toString()).statusCode()).isEqualTo(202);

    assertThat(caravan.message(request.id()).path("recipients").findValuesAsText("recipient"))
        .containsExactly(recipient);
  }

  @Test
  void takesAnUnknownPriorityForNormal() {
    RequestJson request = RequestJson.valid().withText("priority", "extremely'; high");

    caravan.send(request.toString());

    assertThat(caravan.message(request.id()).path("lane").asText()).isEqualTo("normal");
  }

  @Test
  void ignoresUnknownMembers() {
    RequestJson request =
        RequestJson.valid()
            .with("__proto__", "{\"admin\":true}")
            .with("@type", "\"java.net.URL\"")
            .with("class", "\"java.lang.Runtime\"")
            .with("client", "\"other\"")
            .with("lane", "\"high\"")
            .with("state", "\"delivered\"");

    assertThat(caravan.send(request.toString()).statusCode()).isEqualTo(202);

    assertThat(caravan.message(request.id()).path("lane").asText()).isEqualTo("normal");
  }

  @Test
  void takesAnIdOnceWhateverElseTheBodySays() {
    RequestJson request = RequestJson.valid();

    int first = caravan.send(request.toString()).statusCode();
    var same = caravan.send(request.toString());
    var other = caravan.send(request.withText("message", "another").toString());

    assertThat(first).isEqualTo(202);
    ProblemDocument.of(same, 409);
    ProblemDocument.of(other, 409);
  }

  @Test
  void takesAnIdOnceUnderConcurrency() throws Exception {
    String body = RequestJson.valid().toString();
    ExecutorService clients = Executors.newFixedThreadPool(50);
    List<Future<HttpResponse<String>>> answers =
        clients.invokeAll(
            IntStream.range(0, 50)
                .mapToObj(i -> (Callable<HttpResponse<String>>) () -> caravan.send(body))
                .toList());
    clients.shutdown();

    int accepted = 0;
    for (Future<HttpResponse<String>> answer : answers) {
      if (answer.get().statusCode() == 202) {
        accepted++;
      } else {
        ProblemDocument.of(answer.get(), 409);
      }
    }

    assertThat(accepted).isEqualTo(1);
  }

  private JsonNode callbackOf(RequestJson request) {
    return await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                StreamSupport.stream(caravan.callbacks().spliterator(), false)
                    .filter(callback -> callback.path("url").asText().contains(request.id()))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private void assertUnknown(RequestJson request) {
    var shown = caravan.exchange(caravan.request("/api/v1.0/messages/" + request.id()).GET());
    ProblemDocument.of(shown, 404);
  }
}
