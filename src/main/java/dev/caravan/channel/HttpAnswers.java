package dev.caravan.channel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;

/**
 * The bean {@code answers}: reads an HTTP provider's answer by the tables on its card. A provider's
 * answer comes from outside: it is read to a limit, and what cannot be understood is {@code
 * unknown}, because the request did arrive.
 */
public class HttpAnswers {
  private static final int MAX_ANSWER_BYTES = 256 * 1024;
  private static final int MAX_CODE_LENGTH = 64;

  private final ObjectMapper json;
  private final Clock clock;

  public HttpAnswers(ObjectMapper json, Clock clock) {
    this.json = json;
    this.clock = clock;
  }

  /** The status of the answer stands for every recipient. */
  public Answer forAll(Exchange exchange) throws IOException {
    Call call = Call.of(exchange);
    return forAll(exchange, call, readJson(exchange));
  }

  /** An accepted answer says of each recipient what became of it; any other stands for all. */
  public Answer perRecipient(Exchange exchange) throws IOException {
    Call call = Call.of(exchange);
    JsonNode body = readJson(exchange);
    Outcome whole = outcomeOfStatus(exchange, call);
    if (!(whole instanceof Outcome.Accepted)) {
      return forAll(exchange, call, body);
    }
    Map<String, String> paths = call.provider().recipientPaths();
    Map<String, Outcome> byRecipient = new HashMap<>();
    for (JsonNode entry : body.at(paths.get("list"))) {
      byRecipient.put(
          entry.path(paths.get("recipient")).asText(),
          call.provider()
              .recipientCodes()
              .outcome(
                  code(entry.path(paths.get("code")).asText()),
                  entry.path(paths.get("id")).asText(null),
                  null));
    }
    List<Outcome> outcomes =
        call.submission().recipients().stream()
            .map(
                recipient ->
                    byRecipient.getOrDefault(
                        recipient, new Outcome.Unknown("the answer does not name this recipient")))
            .toList();
    return new Answer(outcomes, status(exchange), callbackData(exchange, call, body));
  }

  private Answer forAll(Exchange exchange, Call call, JsonNode body) {
    return Answer.forAll(
        call.submission().recipients().size(),
        outcomeOfStatus(exchange, call),
        status(exchange),
        callbackData(exchange, call, body));
  }

  private Outcome outcomeOfStatus(Exchange exchange, Call call) {
    return call.provider().statusCodes().outcome(status(exchange), null, retryAfter(exchange));
  }

  private String callbackData(Exchange exchange, Call call, JsonNode body) {
    if (call.provider().callbackRepeatsStatus()) {
      return json.createObjectNode()
          .put("status_code", Integer.parseInt(status(exchange)))
          .<com.fasterxml.jackson.databind.node.ObjectNode>set("data", body)
          .toString();
    }
    return body.isObject() ? body.toString() : null;
  }

  /** The body as JSON; text that is not JSON becomes a missing node. */
  private JsonNode readJson(Exchange exchange) throws IOException {
    InputStream body = exchange.getMessage().getBody(InputStream.class);
    byte[] bytes = body == null ? new byte[0] : body.readNBytes(MAX_ANSWER_BYTES + 1);
    if (bytes.length > MAX_ANSWER_BYTES) {
      throw new IOException("the provider's answer is longer than " + MAX_ANSWER_BYTES + " bytes");
    }
    try {
      return json.readTree(new String(bytes, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      return json.missingNode();
    }
  }

  private static String status(Exchange exchange) {
    return exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, String.class);
  }

  private static String code(String code) {
    return code.length() > MAX_CODE_LENGTH ? code.substring(0, MAX_CODE_LENGTH) : code;
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
