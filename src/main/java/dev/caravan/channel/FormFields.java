package dev.caravan.channel;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;

/**
 * The bean {@code form}: makes the variables {@code field.<name>} of an exchange a form body, in
 * the order of their names; a list becomes a repeated field. Values are taken as they are, so a
 * text that looks like a placeholder is sent literally.
 */
public class FormFields {
  /** The form, {@code application/x-www-form-urlencoded}. */
  public String encode(Exchange exchange) {
    return Fields.of(exchange).entrySet().stream()
        .flatMap(
            field ->
                values(field.getValue()).stream()
                    .map(value -> escape(field.getKey()) + "=" + escape(value.toString())))
        .collect(Collectors.joining("&"));
  }

  private static Collection<?> values(Object value) {
    return value instanceof Collection<?> list ? list : List.of(value);
  }

  private static String escape(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
