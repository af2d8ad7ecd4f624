package dev.caravan.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;

/**
 * An answer of a stand-in, to the byte (its body in UTF-8).
 *
 * @param kind whether it is given at all
 */
record Reply(Kind kind, int status, Map<String, String> headers, String body) {
  private static final ObjectMapper JSON = new ObjectMapper();

  enum Kind {
    ANSWER,
    /** The request stays open and is never answered. */
    SILENCE,
    /** The connection is closed after the request was read. */
    CUT
  }

  static final Reply SILENCE = new Reply(Kind.SILENCE, 0, Map.of(), "");
  static final Reply CUT = new Reply(Kind.CUT, 0, Map.of(), "");

  static Reply text(int status, String text) {
    return of(status, "text/plain", text);
  }

  static Reply json(int status, Object document) {
    try {
      return of(status, "application/json", JSON.writeValueAsString(document));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** The page of a proxy in between. */
  static Reply html(int status, String title) {
    return of(
        status,
        "text/html",
        "<html><head><title>%1$s</title></head><body><h1>%1$s</h1></body></html>".formatted(title));
  }

  /** The same with a {@code Retry-After}. */
  Reply retryAfter(int seconds) {
    return new Reply(
        kind,
        status,
        Map.of("Content-Type", headers.get("Content-Type"), "Retry-After", "" + seconds),
        body);
  }

  private static Reply of(int status, String contentType, String text) {
    return new Reply(Kind.ANSWER, status, Map.of("Content-Type", contentType), text);
  }
}
