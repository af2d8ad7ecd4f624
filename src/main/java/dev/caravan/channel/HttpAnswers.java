package dev.caravan.channel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.Exchange;

/**
 * The bean {@code answers}: reads an HTTP provider's answer by the tables on its card. A provider's
 * answer comes from outside: it counts up to a limit, and what cannot be understood is {@code
 * unknown}, because the request did arrive.
 */
public class HttpAnswers {
  /** What a route may set when the answer's status says less than its body. */
  private static final String CODE = "answer.code";

  /** The HTTP client gives one more, by which a longer one is known. */
  static final int MAX_ANSWER_BYTES = 256 * 1024;

  private final ObjectMapper json;
  private final Clock clock;

  public HttpAnswers(ObjectMapper json, Clock clock) {
    this.json = json;
    this.clock = clock;
  }

  /**
   * The answer stands for every recipient: the variable {@code answer.code}, if the card lists it,
   * else the status.
   */
  public Answer forAll(Exchange exchange) throws IOException {
    Call call = read(exchange);
    return forAll(exchange, call);
  }

  /**
   * The answer is one recipient's, and if it accepts, the provider's id is at {@code
   * recipientPaths.id}. A callback lists such answers in {@code answers}, one for each recipient.
   */
  public Answer forOne(Exchange exchange) throws IOException {
    Call call = read(exchange);
    Outcome outcome = outcome(exchange, call);
    if (outcome instanceof Outcome.Accepted) {
      String id = Words.id(call.body().at(call.provider().recipientPaths().get("id")).asText(""));
      outcome =
          id.isEmpty() ? new Outcome.Unknown("the answer names no id") : Outcome.Accepted.as(id);
    }
    ObjectNode data = json.createObjectNode();
    data.putArray("answers").add(call.body().isMissingNode() ? json.nullNode() : call.body());
    return new Answer(List.of(outcome), code(exchange, call), data.toString());
  }

  /**
   * The answer says of each recipient what became of it, whatever its status. One without such a
   * list stands for all: by its status, and if that says it was accepted, by its refusal.
   */
  public Answer perRecipient(Exchange exchange) throws IOException {
    Call call = read(exchange);
    RecipientList list = new RecipientList(call.body(), call.provider());
    List<String> recipients = call.submission().recipients();
    if (!list.isEmpty()) {
      return new Answer(list.outcomes(recipients), status(exchange), callbackData(exchange, call));
    }
    boolean accepted = outcome(exchange, call) instanceof Outcome.Accepted;
    return accepted
        ? Answer.forAll(
            recipients.size(), list.refusal(), status(exchange), callbackData(exchange, call))
        : forAll(exchange, call);
  }

  /** The call that this is the answer of, with the answer's body read. */
  Call read(Exchange exchange) throws IOException {
    Call call = Call.of(exchange);
    if (call.body() == null) {
      InputStream body = exchange.getMessage().getBody(InputStream.class);
      byte[] bytes = body == null ? new byte[0] : body.readNBytes(MAX_ANSWER_BYTES + 1);
      // Of one that is too long only the status counts, as of one that is not JSON.
      String text =
          bytes.length > MAX_ANSWER_BYTES
              ? "(more than %d bytes)".formatted(MAX_ANSWER_BYTES)
              : new String(bytes, StandardCharsets.UTF_8);
      call.answered(status(exchange), text, json(text));
    }
    return call;
  }

  private Answer forAll(Exchange exchange, Call call) {
    return Answer.forAll(
        call.submission().recipients().size(),
        outcome(exchange, call),
        code(exchange, call),
        callbackData(exchange, call));
  }

  private Outcome outcome(Exchange exchange, Call call) {
    return call.provider().statusCodes().outcome(code(exchange, call), null, retryAfter(exchange));
  }

  private static String code(Exchange exchange, Call call) {
    return Stream.of(exchange.getVariable(CODE, String.class))
        .filter(call.provider().statusCodes()::lists)
        .findFirst()
        .orElseGet(() -> status(exchange));
  }

  private String callbackData(Exchange exchange, Call call) {
    if (call.provider().callbackRepeatsStatus()) {
      return json.createObjectNode()
          .put("status_code", Integer.parseInt(status(exchange)))
          .<ObjectNode>set("data", call.body())
          .toString();
    }
    return call.body().isObject() ? call.body().toString() : null;
  }

  /** Text that is not JSON becomes a missing node. */
  private JsonNode json(String text) {
    try {
      return json.readTree(text);
    } catch (JsonProcessingException e) {
      return json.missingNode();
    }
  }

  static String status(Exchange exchange) {
    return exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, String.class);
  }

  /** What Retry-After asks for, in seconds or as a date; null when there is none to understand. */
  private Duration retryAfter(Exchange exchange) {
    String value = exchange.getMessage().getHeader("Retry-After", String.class);
    if (value == null) {
      return null;
    }
    try {
      return value.matches("\\d{1,9}")
          ? Duration.ofSeconds(Long.parseLong(value))
          : Duration.between(
              clock.instant(),
              ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return null;
    }
  }
}
