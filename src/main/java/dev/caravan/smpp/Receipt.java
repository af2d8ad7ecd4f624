package dev.caravan.smpp;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads delivery receipts. The text of a receipt is only a recommendation of SMPP 3.4 (appendix B),
 * so that every SMSC writes its own; nothing that is a receipt is refused here.
 */
final class Receipt {
  static final int MESSAGE_PAYLOAD = 0x0424;
  private static final int RECEIPTED_MESSAGE_ID = 0x001E;
  private static final int MESSAGE_STATE = 0x0427;
  private static final int NETWORK_ERROR_CODE = 0x0423;

  /** By message_state. SMPP 5.0 adds the first and the last, for which there is no short word. */
  private static final List<String> STATES =
      List.of(
          "SCHEDULED",
          "ENROUTE",
          "DELIVRD",
          "EXPIRED",
          "DELETED",
          "UNDELIV",
          "ACCEPTD",
          "UNKNOWN",
          "REJECTD",
          "SKIPPED");

  private static final Pattern MEMBER =
      Pattern.compile(
          "(?<![a-z0-9])(id|stat|err)\\s*:\\s*"
              + "(?!(?:id|sub|dlvrd|submit date|done date|stat|err|text)\\s*:)([^\\s,;\\x00]+)",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern BEGINNING = Pattern.compile("\\s*id\\s*:", Pattern.CASE_INSENSITIVE);

  private Receipt() {}

  /**
   * What a deliver_sm or data_sm reports: {@code id}, {@code stat} in upper case ({@code DELIVRD},
   * or a word or number of the SMSC's own) and {@code err} (a code of the network's or SMSC's own),
   * each only when it is there. Optional parameters count before the text, and the first of several
   * equal members counts.
   *
   * @param octets the short_message
   * @param parameters the optional parameters' values, by tag
   * @return empty when it is no receipt: neither marked as one, nor with the id of a message, nor
   *     with a text that begins with {@code id:}
   */
  static Optional<Map<String, String>> read(
      int esmClass, int dataCoding, byte[] octets, Map<Integer, byte[]> parameters) {
    byte[] payload = octets.length > 0 ? octets : parameters.getOrDefault(MESSAGE_PAYLOAD, octets);
    String text = text(payload, dataCoding);
    boolean marked = (esmClass & 0x3C) == 0x04 || (esmClass & 0x3C) == 0x20;
    if (!marked
        && !parameters.containsKey(RECEIPTED_MESSAGE_ID)
        && !BEGINNING.matcher(text).lookingAt()) {
      return Optional.empty();
    }
    Map<String, String> fields = new LinkedHashMap<>();
    id(parameters.get(RECEIPTED_MESSAGE_ID)).ifPresent(id -> fields.put("id", id));
    state(parameters.get(MESSAGE_STATE)).ifPresent(word -> fields.put("stat", word));
    error(parameters.get(NETWORK_ERROR_CODE)).ifPresent(code -> fields.put("err", code));
    for (Matcher member = MEMBER.matcher(text); member.find(); ) {
      fields.putIfAbsent(member.group(1).toLowerCase(Locale.ROOT), member.group(2));
    }
    fields.computeIfPresent("stat", (name, word) -> word.toUpperCase(Locale.ROOT));
    return Optional.of(fields);
  }

  /** Some declare UCS-2 and send ASCII, or the reverse: what reads as a receipt is right. */
  private static String text(byte[] octets, int dataCoding) {
    boolean ucs2 = (dataCoding & 0x0C) == 0x08;
    Charset declared = ucs2 ? StandardCharsets.UTF_16BE : StandardCharsets.ISO_8859_1;
    Charset other = ucs2 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_16BE;
    String text = new String(octets, declared);
    String otherwise = new String(octets, other);
    return !MEMBER.matcher(text).find() && MEMBER.matcher(otherwise).find() ? otherwise : text;
  }

  private static Optional<String> id(byte[] value) {
    return Optional.ofNullable(value)
        .map(octets -> new String(octets, StandardCharsets.ISO_8859_1).replace("\0", "").strip())
        .filter(Predicate.not(String::isEmpty));
  }

  /** A number that the specification does not know is left to the text. */
  private static Optional<String> state(byte[] value) {
    return value == null || value.length != 1 || value[0] < 0 || value[0] >= STATES.size()
        ? Optional.empty()
        : Optional.of(STATES.get(value[0]));
  }

  /** The code in the last two octets, with at least three digits as in a receipt's text. */
  private static Optional<String> error(byte[] value) {
    return value == null || value.length != 3
        ? Optional.empty()
        : Optional.of("%03d".formatted((value[1] & 0xFF) << 8 | value[2] & 0xFF));
  }
}
