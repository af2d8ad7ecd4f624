package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A request to send one message, or what is wrong with it.
 *
 * @param target the token, topic or condition
 * @param fault the answer to a request that is not as it should be; null for one that is
 */
record FirebaseRequest(String target, String text, boolean validateOnly, Reply fault) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> TARGETS = List.of("token", "topic", "condition");
  private static final Set<String> RESERVED_KEYS = Set.of("from", "message_type");
  private static final int MAX_PAYLOAD_BYTES = 4_096;

  static FirebaseRequest read(byte[] body) {
    JsonNode request;
    try {
      request = JSON.readTree(body);
    } catch (IOException e) {
      return wrong("", "Invalid JSON payload received.");
    }
    JsonNode message = request.path("message");
    List<String> targets = TARGETS.stream().filter(message::hasNonNull).toList();
    if (targets.isEmpty()) {
      return wrong("message", "Recipient of the message is not set.");
    }
    if (targets.size() > 1) {
      return wrong(
          "message",
          "Invalid value at 'message' (oneof), oneof field 'target' is already set. Cannot set '%s'"
              .formatted(targets.get(1)));
    }
    FirebaseRequest wrongData = dataFault(message.path("data"));
    if (wrongData != null) {
      return wrongData;
    }
    if (payloadBytes(message) > MAX_PAYLOAD_BYTES) {
      return wrong("message", "Android message is too big");
    }
    return new FirebaseRequest(
        message.path(targets.get(0)).asText(),
        text(message),
        request.path("validate_only").asBoolean(),
        null);
  }

  /** Values must be texts, and some keys are Google's own. */
  private static FirebaseRequest dataFault(JsonNode data) {
    int index = 0;
    for (Map.Entry<String, JsonNode> entry : data.properties()) {
      if (!entry.getValue().isTextual()) {
        String field = "message.data[%d].value".formatted(index);
        return wrong(
            field, "Invalid value at '%s' (TYPE_STRING), %s".formatted(field, entry.getValue()));
      }
      String key = entry.getKey();
      if (RESERVED_KEYS.contains(key)
          || key.startsWith("google.")
          || key.startsWith("gcm.notification.")) {
        return wrong("message.data", "Invalid data payload key: " + key);
      }
      index++;
    }
    return null;
  }

  /** What a person would read of it. */
  private static String text(JsonNode message) {
    String body = message.path("notification").path("body").asText();
    return body.isEmpty() ? message.path("data").toString() : body;
  }

  private static int payloadBytes(JsonNode message) {
    return Stream.of("data", "notification")
        .map(message::path)
        .flatMap(part -> part.properties().stream())
        .mapToInt(entry -> length(entry.getKey()) + length(entry.getValue().asText()))
        .sum();
  }

  private static int length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static FirebaseRequest wrong(String field, String description) {
    return new FirebaseRequest("", "", false, FirebaseError.badRequest(field, description));
  }
}
