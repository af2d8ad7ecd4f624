package dev.caravan.channel;

import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.camel.Exchange;

/** What a route has put in variables {@code field.<name>} for its request. */
final class Fields {
  private static final String PREFIX = "field.";

  private Fields() {}

  /** The fields without the prefix, in the order of their names, and without those of no value. */
  static SortedMap<String, Object> of(Exchange exchange) {
    SortedMap<String, Object> fields = new TreeMap<>();
    exchange
        .getVariables()
        .forEach(
            (name, value) -> {
              if (name.startsWith(PREFIX) && value != null) {
                fields.put(name.substring(PREFIX.length()), value);
              }
            });
    Call call = Call.of(exchange);
    if (call != null) {
      call.sending(fields);
    }
    return fields;
  }
}
