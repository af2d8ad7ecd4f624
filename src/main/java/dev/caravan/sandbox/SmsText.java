package dev.caravan.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jsmpp.bean.OptionalParameter;
import org.jsmpp.bean.OptionalParameter.OctetString;
import org.jsmpp.bean.OptionalParameter.Tag;
import org.jsmpp.bean.SubmitSm;

/** What a handset would show of one part of an SMS. */
final class SmsText {
  private static final int UCS2 = 8;
  private static final int LATIN_1 = 3;
  private static final byte ESCAPE = 0x1B;

  /** GSM 03.38, by septet. */
  private static final String GSM =
      "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001BÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
          + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

  private static final Map<Integer, Character> GSM_EXTENSION =
      Map.of(
          0x0A, '\f', 0x14, '^', 0x28, '{', 0x29, '}', 0x2F, '\\', 0x3C, '[', 0x3D, '~', 0x3E, ']',
          0x40, '|', 0x65, '€');

  private SmsText() {}

  static String of(SubmitSm submit) {
    byte[] bytes = submit.getShortMessage();
    OptionalParameter payload = submit.getOptionalParameter(Tag.MESSAGE_PAYLOAD);
    if (payload instanceof OctetString octets) {
      bytes = octets.getValue();
    }
    if (submit.isUdhi() && bytes.length > 0) {
      bytes =
          Arrays.copyOfRange(bytes, Math.min(bytes.length, (bytes[0] & 0xFF) + 1), bytes.length);
    }
    return switch (submit.getDataCoding()) {
      case UCS2 -> new String(bytes, StandardCharsets.UTF_16BE);
      case LATIN_1 -> new String(bytes, StandardCharsets.ISO_8859_1);
      default -> gsm(bytes);
    };
  }

  private static String gsm(byte[] septets) {
    StringBuilder text = new StringBuilder(septets.length);
    for (int i = 0; i < septets.length; i++) {
      if (septets[i] == ESCAPE && i + 1 < septets.length) {
        i++;
        text.append(GSM_EXTENSION.getOrDefault((int) septets[i], ' '));
      } else {
        text.append(septets[i] < 0 ? '?' : GSM.charAt(septets[i]));
      }
    }
    return text.toString();
  }
}
