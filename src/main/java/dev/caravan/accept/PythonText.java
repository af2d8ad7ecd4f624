package dev.caravan.accept;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;

/**
 * Text as the seed (Python) understood it, so that what its clients send keeps its meaning: which
 * characters are blank, and how a number reads when a text was expected.
 */
final class PythonText {
  private PythonText() {}

  /**
   * Without the blanks at both ends, as {@code str.strip} sees them: NBSP is one, U+200B is not.
   */
  static String strip(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isSpace(text.charAt(start))) {
      start++;
    }
    while (end > start && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isSpace(char c) {
    return c >= '\t' && c <= '\r'
        || c >= '\u001c' && c <= ' '
        || c == '\u0085'
        || c == '\u00a0'
        || c == '\u1680'
        || c >= '\u2000' && c <= '\u200a'
        || c == '\u2028'
        || c == '\u2029'
        || c == '\u202f'
        || c == '\u205f'
        || c == '\u3000';
  }

  /** A JSON number as Python prints it: {@code 1e3} is {@code 1000.0}. */
  static String number(JsonNode number) {
    if (number.isIntegralNumber()) {
      return number.bigIntegerValue().toString();
    }
    double value = number.doubleValue();
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    BigDecimal shortest = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    int exponent = shortest.precision() - shortest.scale() - 1;
    if (exponent >= -4 && exponent < 16) {
      String plain = shortest.toPlainString();
      return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }
    String mantissa = shortest.movePointLeft(exponent).toPlainString();
    return "%se%s%02d".formatted(mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  /** How Python names the JSON type of a value. */
  static String typeName(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "list";
      case OBJECT -> "dict";
      case BOOLEAN -> "bool";
      case NUMBER -> value.isIntegralNumber() ? "int" : "float";
      default -> "str";
    };
  }
}
