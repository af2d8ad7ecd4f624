package dev.caravan.smpp;

import java.util.Arrays;

/**
 * The GSM 7-bit default alphabet with its extension table (3GPP 23.038, 6.2.1), unpacked: one
 * septet in one octet, as data_coding 0 is sent over SMPP.
 */
final class Gsm7 {
  static final byte ESCAPE = 0x1B;

  /** In the order of the code; the escape's own place holds U+001B, which is no text. */
  private static final String BASIC =
      "@£$¥èéùìòÇ\nØø\rÅå"
          + "Δ_ΦΓΛΩΠΨΣΘΞ\u001BÆæßÉ"
          + " !\"#¤%&'()*+,-./0123456789:;<=>?"
          + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
          + "¿abcdefghijklmnopqrstuvwxyzäöñüà";

  private static final String EXTENDED = "\f^{}\\[~]|€";
  private static final byte[] EXTENDED_CODES = {
    0x0A, 0x14, 0x28, 0x29, 0x2F, 0x3C, 0x3D, 0x3E, 0x40, 0x65
  };

  private Gsm7() {}

  /** Whether every character of the text has a code. */
  static boolean canEncode(String text) {
    return text.chars().allMatch(each -> basic(each) >= 0 || EXTENDED.indexOf(each) >= 0);
  }

  /**
   * The text's septets; an extended character is two of them, the first of which is {@link
   * #ESCAPE}.
   *
   * @throws IllegalArgumentException when a character has no code
   */
  static byte[] encode(String text) {
    byte[] septets = new byte[2 * text.length()];
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      int extended = EXTENDED.indexOf(each);
      if (extended >= 0) {
        septets[length++] = ESCAPE;
        septets[length++] = EXTENDED_CODES[extended];
      } else if (basic(each) >= 0) {
        septets[length++] = (byte) basic(each);
      } else {
        throw new IllegalArgumentException(
            "Character %d of the text is not in the GSM alphabet.".formatted(i + 1));
      }
    }
    return Arrays.copyOf(septets, length);
  }

  private static int basic(int character) {
    return character == ESCAPE ? -1 : BASIC.indexOf(character);
  }
}
