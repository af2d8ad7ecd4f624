package dev.caravan.channel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.Exchange;

/**
 * The bean {@code json}: makes the variables {@code field.<name>} of an exchange a JSON object, in
 * the order of their names; a list becomes an array. Values are taken as they are.
 */
public class JsonFields {
  private final ObjectMapper mapper;

  public JsonFields(ObjectMapper mapper) {
    this.mapper = mapper;
  }

  /** The object, {@code application/json}. */
  public String encode(Exchange exchange) throws JsonProcessingException {
    return mapper.writeValueAsString(Fields.of(exchange));
  }
}
