package dev.caravan.message;

import java.math.BigInteger;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * How a provider writes one message id in its answer and in its report. SMSCs are known to answer
 * with a hexadecimal number and to report a decimal one, to add zeros in front, or to change case.
 */
public enum ProviderIdForm {
  /** The same text, character by character. */
  EXACT(UnaryOperator.identity(), UnaryOperator.identity()),
  /** The same but for case and zeros in front. */
  LOOSE(ProviderIdForm::loose, ProviderIdForm::loose),
  /** Hexadecimal in the answer, decimal in the report. */
  HEX_THEN_DECIMAL(id -> number(id, 16), id -> number(id, 10)),
  /** Decimal in the answer, hexadecimal in the report. */
  DECIMAL_THEN_HEX(id -> number(id, 10), id -> number(id, 16));

  private static final int MAX_LENGTH = 256;

  private final UnaryOperator<String> answered;
  private final UnaryOperator<String> reported;

  ProviderIdForm(UnaryOperator<String> answered, UnaryOperator<String> reported) {
    this.answered = answered;
    this.reported = reported;
  }

  /** The id of an answer as it is matched. */
  public String ofAnswer(String id) {
    return cut(answered.apply(id));
  }

  /** The id of a report as it is matched. */
  public String ofReport(String id) {
    return cut(reported.apply(id));
  }

  /**
   * Reads the name as a card has it, such as {@code hex-then-decimal}.
   *
   * @throws IllegalArgumentException when there is no such form
   */
  public static ProviderIdForm ofWord(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  private static String loose(String id) {
    return id.strip().toLowerCase(Locale.ROOT).replaceFirst("^0+(?=.)", "");
  }

  private static String number(String id, int radix) {
    try {
      return new BigInteger(id.strip(), radix).toString();
    } catch (NumberFormatException e) {
      return loose(id);
    }
  }

  private static String cut(String id) {
    return id.length() > MAX_LENGTH ? id.substring(0, MAX_LENGTH) : id;
  }
}
