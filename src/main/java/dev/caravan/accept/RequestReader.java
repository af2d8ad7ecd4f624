package dev.caravan.accept;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.message.Channels;
import dev.caravan.message.SendRequest;
import dev.caravan.web.JsonText;
import dev.caravan.web.Problem;
import dev.caravan.web.ProblemCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Reads a send request field by field and collects every violation, with the seed's texts in the
 * seed's order. Unknown fields are ignored.
 */
@Component
class RequestReader {
  /** A list with ten thousand bad items must not be answered with ten thousand texts. */
  private static final int MAX_REPORTED_ITEMS = 10;

  private static final int MAX_ID_LENGTH = 64;

  private final AcceptProperties limits;
  private final Channels channels;
  private final CallbackUrl callbackUrl;
  private final Validity validity;

  RequestReader(
      AcceptProperties limits, Channels channels, CallbackUrl callbackUrl, Validity validity) {
    this.limits = limits;
    this.channels = channels;
    this.callbackUrl = callbackUrl;
    this.validity = validity;
  }

  /**
   * The request in this body.
   *
   * @throws Problem with all violations at once
   */
  SendRequest read(byte[] body) {
    JsonNode document =
        body.length == 0 ? JsonNodeFactory.instance.objectNode() : JsonText.parse(body);
    if (document.isNull()) {
      throw rootProblem("No data provided");
    }
    if (!document.isObject()) {
      throw rootProblem(
          "Invalid data. Expected a dictionary, but got %s."
              .formatted(PythonText.typeName(document)));
    }
    Violations violations = new Violations();
    String messageId = id(document, "messageId", violations);
    String senderId = text(document, "senderId", MAX_ID_LENGTH, violations);
    List<String> recipients = recipients(document, violations);
    String messageType = choice(document, "messageType", channels.types(), violations);
    String channel = choice(document, "channel", channels.names(), violations);
    String message = text(document, "message", limits.maxTextLength(), violations);
    String priority = text(document, "priority", MAX_ID_LENGTH, violations);
    String callback = callbackUrl.read(document.get("callback"), violations);
    Instant sendAt = validity.sendAt(document.get("sendAt"), violations);
    Instant validUntil = validity.validUntil(document.get("validUntil"), sendAt, violations);
    violations.throwIfAny();
    return new SendRequest(
        messageId,
        senderId,
        recipients,
        messageType,
        channel,
        message,
        priority,
        callback,
        sendAt,
        validUntil);
  }

  private static Problem rootProblem(String text) {
    return new Problem(ProblemCode.INVALID_REQUEST, Map.of("non_field_errors", List.of(text)));
  }

  private static String id(JsonNode document, String field, Violations violations) {
    String id = text(document, field, MAX_ID_LENGTH, violations);
    if (id != null && id.chars().anyMatch(Character::isISOControl)) {
      violations.add(field, "Control characters are not allowed.");
    }
    return id;
  }

  private static String text(
      JsonNode document, String field, int maxLength, Violations violations) {
    JsonNode value = document.get(field);
    if (value == null) {
      violations.add(field, "This field is required.");
      return null;
    }
    TextValue text = TextValue.of(value, maxLength);
    if (text.fault() != null) {
      violations.add(field, text.fault());
    }
    return text.text();
  }

  private static String choice(
      JsonNode document, String field, Set<String> choices, Violations violations) {
    JsonNode value = document.get(field);
    if (value == null) {
      violations.add(field, "This field is required.");
      return null;
    }
    if (value.isNull()) {
      violations.add(field, "This field may not be null.");
      return null;
    }
    String text = value.isTextual() ? value.textValue() : value.toString();
    if (!value.isTextual() || !choices.contains(text)) {
      violations.add(field, "\"%s\" is not a valid choice.".formatted(TextValue.shorten(text)));
    }
    return text;
  }

  private List<String> recipients(JsonNode document, Violations violations) {
    String field = "recipients";
    JsonNode value = document.get(field);
    if (value == null) {
      violations.add(field, "This field is required.");
    } else if (value.isNull()) {
      violations.add(field, "This field may not be null.");
    } else if (!value.isArray()) {
      violations.add(
          field,
          "Expected a list of items but got type \"%s\".".formatted(PythonText.typeName(value)));
    } else if (value.isEmpty()) {
      violations.add(field, "This list may not be empty.");
    } else if (value.size() > limits.maxRecipients()) {
      violations.add(
          field, "Ensure this list has no more than %d items.".formatted(limits.maxRecipients()));
    } else {
      return items(value, maxLength(document.path("channel").asText()), violations);
    }
    return List.of();
  }

  /** A push token is longer than any number: the limit is the channel's. */
  private int maxLength(String channel) {
    int its = channels.find(channel).map(Channels.Offer::recipientMaxLength).orElse(MAX_ID_LENGTH);
    return Math.min(its, limits.maxRecipientLength());
  }

  private static List<String> items(JsonNode list, int maxLength, Violations violations) {
    List<String> recipients = new ArrayList<>(list.size());
    Map<String, List<String>> faults = new LinkedHashMap<>();
    for (int i = 0; i < list.size() && faults.size() < MAX_REPORTED_ITEMS; i++) {
      TextValue item = TextValue.of(list.get(i), maxLength);
      if (item.fault() != null) {
        faults.put(Integer.toString(i), List.of(item.fault()));
      }
      recipients.add(item.text());
    }
    if (!faults.isEmpty()) {
      violations.addItems("recipients", faults);
    }
    return recipients;
  }
}
