package dev.caravan;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A send request as text, so that a test can write what no JSON library would. */
public final class RequestJson {
  private final String id = Fixtures.freshId();
  private final Map<String, String> fields = new LinkedHashMap<>();

  private RequestJson() {
    with("messageId", "\"%s\"".formatted(id));
    with("senderId", "\"0700123456\"");
    with("recipients", "[\"0700987654\"]");
    with("messageType", "\"dummy\"");
    with("channel", "\"httpbin\"");
    with("message", "\"This is an example message\"");
    with("priority", "\"normal\"");
  }

  /** A good request with an id of its own. */
  public static RequestJson valid() {
    return new RequestJson();
  }

  /** The same with one field set to this piece of JSON. */
  public RequestJson with(String field, String json) {
    fields.put(field, json);
    return this;
  }

  /** The same with one field set to this text, which is escaped. */
  public RequestJson withText(String field, String text) {
    return with(field, quoted(text));
  }

  public RequestJson without(String field) {
    fields.remove(field);
    return this;
  }

  /** The id that was given at first. */
  public String id() {
    return id;
  }

  /** The text as a JSON string in ASCII. */
  public static String quoted(String text) {
    return text.chars()
        .mapToObj(
            c ->
                c < ' ' || c > '~' || c == '"' || c == '\\'
                    ? "\\u%04x".formatted(c)
                    : Character.toString(c))
        .collect(Collectors.joining("", "\"", "\""));
  }

  /** The request's JSON. */
  @Override
  public String toString() {
    return fields.entrySet().stream()
        .map(field -> "\"%s\":%s".formatted(field.getKey(), field.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }
}
