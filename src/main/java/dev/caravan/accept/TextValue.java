package dev.caravan.accept;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A JSON value where a text is expected: trimmed, or what is wrong with it.
 *
 * @param fault null when the text is good
 */
record TextValue(String text, String fault) {
  private static final int SHORT = 64;

  static TextValue of(JsonNode value, int maxLength) {
    if (value.isNull()) {
      return new TextValue(null, "This field may not be null.");
    }
    if (!value.isTextual() && !isFinite(value)) {
      return new TextValue(null, "Not a valid string.");
    }
    String text = value.isNumber() ? PythonText.number(value) : PythonText.strip(value.textValue());
    if (text.isEmpty()) {
      return new TextValue(text, "This field may not be blank.");
    }
    if (text.indexOf('\0') >= 0) {
      return new TextValue(text, "Null characters are not allowed.");
    }
    if (hasLoneSurrogate(text)) {
      return new TextValue(text, "Lone surrogates are not allowed.");
    }
    if (text.codePointCount(0, text.length()) > maxLength) {
      return new TextValue(
          text, "Ensure this field has no more than %d characters.".formatted(maxLength));
    }
    return new TextValue(text, null);
  }

  /** A number beyond the range of a double is written as JSON but is none that can be told. */
  private static boolean isFinite(JsonNode value) {
    return value.isNumber() && (value.isIntegralNumber() || Double.isFinite(value.doubleValue()));
  }

  /** At most 64 characters of a text that goes back in an answer, and no half of a pair. */
  static String shorten(String text) {
    String clean =
        text.codePoints()
            .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? '?' : c)
            .limit(SHORT)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    return clean.length() < text.length() ? clean + "…" : clean;
  }

  static boolean hasLoneSurrogate(String text) {
    return text.codePoints()
        .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }
}
