package dev.caravan.channel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.camel.Exchange;

/**
 * The bean {@code json}: makes the variables {@code field.<name>} of an exchange a JSON object, in
 * the order of their names; a list becomes an array, and a dot in a name goes one object deeper.
 * Values are taken as they are.
 */
public class JsonFields {
  private final ObjectMapper mapper;

  public JsonFields(ObjectMapper mapper) {
    this.mapper = mapper;
  }

  /** The object, {@code application/json}. */
  public String encode(Exchange exchange) throws JsonProcessingException {
    ObjectNode object = mapper.createObjectNode();
    Fields.of(exchange)
        .forEach(
            (name, value) -> {
              ObjectNode parent = object;
              String[] path = name.split("\\.");
              for (int i = 0; i < path.length - 1; i++) {
                parent = parent.withObjectProperty(path[i]);
              }
              parent.set(path[path.length - 1], mapper.valueToTree(value));
            });
    return mapper.writeValueAsString(object);
  }
}
