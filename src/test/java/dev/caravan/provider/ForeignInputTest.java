package dev.caravan.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.EmbeddedCaravan;
import dev.caravan.Fixtures;
import dev.caravan.ProviderStub;
import dev.caravan.ProviderStub.Call;
import dev.caravan.ProviderStub.Reply;
import dev.caravan.RequestJson;
import dev.caravan.RunningCaravan;
import dev.caravan.sandbox.AcceptedMessages;
import java.net.URLDecoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * What comes from outside steers no route and reaches neither a provider nor a client, but for the
 * fields of the message, and those as they are.
 */
@EmbeddedCaravan
class ForeignInputTest {
  private static final String MARK = "from-outside";
  private static final Duration SOON = Duration.ofSeconds(15);

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
          "CamelSmppDestAddr",
          "org.apache.camel.a",
          "Long-Running-Action",
          "breadcrumbId",
          "websocket.connectionKey",
          "Cookie",
          "X-Api-Key",
          "apiKey",
          "X-Forwarded-For",
          "X-Forwarded-Host",
          "Forwarded",
          "X-Caravan-Intended-For",
          "X-Custom");

  /** What an HTTP client sends by itself, or a file of ours sets. */
  private static final Set<String> ORDINARY =
      Set.of(
          "host",
          "content-type",
          "content-length",
          "accept",
          "accept-encoding",
          "user-agent",
          "connection");

  private static final Set<String> OF_CALLBACKS = Set.of("x-correlation-id");

  /** A text that each language of a route would make something else of. */
  private static final String LITERAL = "{{caravan.api.key}}${body}#{1+1}RAW(a)%24&to=1";

  private static final ProviderStub OUTSIDE = new ProviderStub();

  @Autowired private RunningCaravan caravan;
  @Autowired private RabbitTemplate broker;
  @Autowired private JdbcTemplate database;
  @Autowired private AcceptedMessages accepted;

  /** The providers that are called by HTTP. */
  private enum Http {
    HTTPBIN("0700987654", "/post", Set.of(), 200, "{}"),
    AFRICAS_TALKING(
        "0700987654",
        "/version1/messaging",
        Set.of("apikey"),
        201,
        """
        {"SMSMessageData":{"Message":"Sent to 1/1","Recipients":
         [{"statusCode":101,"number":"+254700987654","status":"Success","messageId":"ATXid_1"}]}}"""),
    FIREBASE(
        "a-token",
        "/v1/projects/stand-in/messages:send",
        Set.of("authorization"),
        200,
        "{\"name\":\"projects/stand-in/messages/1\"}");

    private final String recipient;
    private final String path;
    private final Set<String> ownHeaders;
    private final Reply takes;

    Http(String recipient, String path, Set<String> ownHeaders, int status, String body) {
      this.recipient = recipient;
      this.path = path;
      this.ownHeaders = ownHeaders;
      this.takes = new Reply(status, Map.of(), body, new CountDownLatch(0));
    }

    String channel() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @DynamicPropertySource
  static void outside(DynamicPropertyRegistry properties) {
    Stream.of(Http.values())
        .forEach(http -> properties.add("caravan." + http.channel() + ".url", OUTSIDE::url));
  }

  @ParameterizedTest
  @EnumSource
  void isDroppedFromARequest(Http provider) {
    RequestJson request = message(provider);
    var post =
        caravan
            .request(
                "/api/v1.0/sendMessage?CamelHttpUri=http://%s/&CamelHttpMethod=GET".formatted(MARK))
            .header("Content-Type", "application/json");
    STEERING.forEach(name -> post.header(name, "http://" + MARK + ".example/"));

    var answer = caravan.exchange(post.POST(BodyPublishers.ofString(request.toString())));

    assertThat(answer.statusCode()).isEqualTo(202);
    assertUntouched(provider, request.id());
  }

  @ParameterizedTest
  @EnumSource
  void isDroppedFromAQueuedMessage(Http provider) {
    RequestJson request = message(provider);
    request.withText("sendAt", Instant.now().plus(Duration.ofHours(1)).toString());
    assertThat(caravan.send(request.toString()).statusCode()).isEqualTo(202);
    String uid =
        database.queryForObject(
            "select message_uid from message_key where message_id = ?", String.class, request.id());

    broker.convertAndSend(
        "",
        provider.channel() + ".dummy.send_message",
        uid,
        message -> {
          STEERING.forEach(
              name ->
                  message.getMessageProperties().setHeader(name, "http://" + MARK + ".example/"));
          message.getMessageProperties().setHeader("Authorization", Fixtures.KEY);
          return message;
        });

    assertUntouched(provider, request.id());
  }

  @ParameterizedTest
  @EnumSource
  void isSentLiterally(Http provider) {
    RequestJson request = message(provider);
    String id = "{{API_KEY}} ${body} " + request.id();
    String text = LITERAL + request.id();
    request.withText("messageId", id).withText("senderId", LITERAL).withText("message", text);
    if (provider != Http.AFRICAS_TALKING) {
      request.with("recipients", "[" + RequestJson.quoted("to " + LITERAL) + "]");
    }

    var answer = caravan.send(request.toString());

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    assertThat(texts(provider, called(provider, request.id()).body()))
        .contains(text)
        .containsAll(
            switch (provider) {
              case HTTPBIN -> List.of("to " + LITERAL);
              case AFRICAS_TALKING -> List.of();
              case FIREBASE -> List.of("to " + LITERAL, LITERAL, id);
            });
    Call callback = calledBack(request.id());
    assertThat(caravan.read(callback.body()).path("message_id").asText()).isEqualTo(id);
  }

  @Test
  void isSentLiterallyBySmpp() {
    RequestJson request = RequestJson.valid();
    String text = LITERAL + request.id();
    request
        .withText("channel", "smpp")
        .withText("messageType", "sms")
        .withText("senderId", LITERAL)
        .withText("message", text);

    assertThat(caravan.send(request.toString()).statusCode()).isEqualTo(202);

    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(accepted.find("smpp", request.id()))
                    .extracting(AcceptedMessages.AcceptedMessage::text)
                    .containsExactly(text));
  }

  /** Called once, in the usual way, with nothing that the client or the queue added. */
  private void assertUntouched(Http provider, String id) {
    Call call = called(provider, id);
    assertThat(names(call)).isSubsetOf(union(ORDINARY, provider.ownHeaders));
    assertNothingOf(call);
    Call callback = calledBack(id);
    assertThat(names(callback)).isSubsetOf(union(ORDINARY, OF_CALLBACKS));
    assertNothingOf(callback);
  }

  private static void assertNothingOf(Call call) {
    assertThat(call.toString())
        .doesNotContain(MARK)
        .doesNotContain(Fixtures.KEY)
        .doesNotContainIgnoringCase("camel");
  }

  private static Call called(Http provider, String id) {
    await().atMost(SOON).until(() -> !OUTSIDE.calls(id).isEmpty());
    Call call = OUTSIDE.calls(id).get(0);
    assertThat(call.path()).isEqualTo(provider.path);
    return call;
  }

  private static Call calledBack(String id) {
    await().atMost(SOON).until(() -> OUTSIDE.calls(id).size() == 2);
    Call call = OUTSIDE.calls(id).get(1);
    assertThat(call.path()).isEqualTo("/callback/" + id);
    return call;
  }

  private static Set<String> names(Call call) {
    return call.headers().keySet().stream()
        .map(name -> name.toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }

  private static Set<String> union(Set<String> some, Set<String> more) {
    return Stream.concat(some.stream(), more.stream()).collect(Collectors.toSet());
  }

  /** The values of the request's fields. */
  private List<String> texts(Http provider, String body) {
    if (provider == Http.FIREBASE) {
      return List.of(
          caravan.read(body).at("/message/token").asText(),
          caravan.read(body).at("/message/notification/title").asText(),
          caravan.read(body).at("/message/notification/body").asText(),
          caravan.read(body).at("/message/data/messageId").asText());
    }
    return Stream.of(body.split("&"))
        .map(field -> field.substring(field.indexOf('=') + 1))
        .map(value -> URLDecoder.decode(value, StandardCharsets.UTF_8))
        .toList();
  }

  /** A test message that the provider takes and whose client is called back. */
  private static RequestJson message(Http provider) {
    RequestJson request = RequestJson.valid();
    OUTSIDE.reply(request.id(), provider.takes);
    return request
        .withText("channel", provider.channel())
        .with("recipients", "[\"" + provider.recipient + "\"]")
        .withText("message", request.id())
        .withText("callback", OUTSIDE.url() + "/callback/" + request.id());
  }
}
