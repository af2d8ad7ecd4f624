package dev.caravan.sandbox;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A telephone number. The ten thousand under +254 711 00 are magic: the last four digits say what
 * happens (docs/stand-ins.md); their thousands are the {@code group}, the rest the {@code code}.
 *
 * @param e164 the number with its plus
 * @param group what kind of magic, -1 for none
 * @param code which magic of that group
 */
record Subscriber(String e164, int group, int code) {
  /** Africa's Talking: the code is the recipient's statusCode. */
  static final int RESULT = 0;

  /** What becomes of the request as a whole. */
  static final int REQUEST = 1;

  /** Of {@link #REQUEST}: it is accepted and never answered. */
  static final int SILENCE = 0;

  /** Of {@link #REQUEST}: it is accepted, then the connection is gone. */
  static final int CUT = 1;

  /** Of {@link #REQUEST}: the first try fails, the second is accepted. */
  static final int FAILS_FIRST = 103;

  /** Of {@link #REQUEST}: the first try is throttled, the second is accepted. */
  static final int THROTTLED_FIRST = 129;

  /** When and in what order reports come; see {@link Reporting}. */
  static final int REPORTING = 2;

  /** Africa's Talking: which report of a failure. */
  static final int FAILURE = 3;

  /** SMPP: the code is the command_status, in decimal. */
  static final int COMMAND_STATUS = 4;

  /** SMPP: which receipt. */
  static final int RECEIPT = 5;

  private static final Pattern KENYAN = Pattern.compile("(?:\\+?254|0)?(7\\d{8})");
  private static final Pattern MAGIC = Pattern.compile("\\+25471100(\\d)(\\d{3})");

  /** The number behind a spelling of it: national or international, with or without the plus. */
  static Subscriber of(String spelt) {
    String digits = spelt.replaceAll("[^+\\d]", "");
    Matcher kenyan = KENYAN.matcher(digits);
    String e164 =
        kenyan.matches()
            ? "+254" + kenyan.group(1)
            : digits.startsWith("+") ? digits : "+" + digits;
    Matcher magic = MAGIC.matcher(e164);
    return magic.matches()
        ? new Subscriber(e164, Integer.parseInt(magic.group(1)), Integer.parseInt(magic.group(2)))
        : new Subscriber(e164, -1, -1);
  }

  boolean is(int group, int code) {
    return this.group == group && this.code == code;
  }

  Reporting reporting() {
    Reporting[] all = Reporting.values();
    return group == REPORTING && code + 1 < all.length ? all[code + 1] : Reporting.NORMAL;
  }
}
