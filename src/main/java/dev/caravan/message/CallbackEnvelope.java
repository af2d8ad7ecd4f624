package dev.caravan.message;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.springframework.stereotype.Component;

/**
 * The body of a callback, in the seed's shape and to the byte as Python's {@code json.dumps} wrote
 * it: {@code message_id}, {@code delivery_status}, then the members of the provider's answer.
 */
@Component
public class CallbackEnvelope {
  private final ObjectMapper json;

  CallbackEnvelope(ObjectMapper json) {
    this.json = json;
  }

  /**
   * The envelope.
   *
   * @param callbackData JSON object text, or null
   */
  public String write(String messageId, MessageState state, String callbackData) {
    ObjectNode envelope = json.createObjectNode();
    envelope.put("message_id", messageId);
    envelope.put("delivery_status", state.wire());
    if (callbackData != null) {
      try {
        JsonNode data = json.readTree(callbackData);
        data.properties().stream()
            // A provider's answer cannot overwrite what we say.
            .filter(member -> !envelope.has(member.getKey()))
            .toList()
            .forEach(member -> envelope.set(member.getKey(), member.getValue()));
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException("callback data is not JSON", e);
      }
    }
    StringBuilder text = new StringBuilder();
    PythonJson.write(envelope, text);
    return text.toString();
  }
}
