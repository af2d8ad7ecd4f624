package dev.caravan.sandbox;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jsmpp.bean.OptionalParameter;

/**
 * One delivery receipt, as the body of a deliver_sm.
 *
 * @param esmClass 0x04 for a receipt, 0x20 for an intermediate notification
 * @param tellsOfFailure for senders that want to hear of failures only
 */
record Receipt(
    int esmClass, boolean tellsOfFailure, String text, List<OptionalParameter> parameters) {
  private static final int FINAL = 0x04;
  private static final int INTERMEDIATE = 0x20;

  /** The words of stat; each one's place is its message_state. */
  static final List<String> STATES =
      List.of(
          "SCHEDLD", "ENROUTE", "DELIVRD", "EXPIRED", "DELETED", "UNDELIV", "ACCEPTD", "UNKNOWN",
          "REJECTD");

  static final Reporting.Words WORDS =
      new Reporting.Words(List.of("ENROUTE", "ACCEPTD"), "DELIVRD", "UNDELIV", "TELEPRT");

  private static final List<String> GOOD = List.of("ENROUTE", "DELIVRD", "ACCEPTD");
  private static final DateTimeFormatter MINUTES = format("yyMMddHHmm");
  private static final DateTimeFormatter SECONDS = format("yyMMddHHmmss");

  /** What a receipt tells of. */
  record Message(String idInReceipt, String textStart, Instant submitted, Instant done) {}

  /** As most SMSCs write it: text and parameters say the same. */
  static Receipt standard(Message message, String stat) {
    return of(FINAL, stat, line(message, stat, MINUTES), parameters(message, stat));
  }

  static Receipt intermediate(Message message, String stat) {
    return of(INTERMEDIATE, stat, line(message, stat, MINUTES), parameters(message, stat));
  }

  static Receipt textOnly(Message message, String stat) {
    return of(FINAL, stat, line(message, stat, MINUTES), List.of());
  }

  static Receipt withSeconds(Message message, String stat) {
    return of(FINAL, stat, line(message, stat, SECONDS), List.of());
  }

  static Receipt parametersOnly(Message message, String stat) {
    return of(FINAL, stat, "", parameters(message, stat));
  }

  private static Receipt of(
      int esmClass, String stat, String text, List<OptionalParameter> parameters) {
    return new Receipt(esmClass, isFailure(stat), text, parameters);
  }

  private static boolean isFailure(String stat) {
    return !GOOD.contains(stat.toUpperCase(Locale.ROOT));
  }

  private static String line(Message message, String stat, DateTimeFormatter dates) {
    boolean delivered = stat.equalsIgnoreCase("DELIVRD");
    return "id:%s sub:001 dlvrd:%s submit date:%s done date:%s%s err:%s text:%s"
        .formatted(
            message.idInReceipt(),
            delivered ? "001" : "000",
            dates.format(message.submitted()),
            dates.format(message.done()),
            stat.isEmpty() ? "" : " stat:" + stat,
            isFailure(stat) ? "001" : "000",
            message.textStart());
  }

  private static List<OptionalParameter> parameters(Message message, String stat) {
    List<OptionalParameter> parameters = new ArrayList<>();
    parameters.add(new OptionalParameter.Receipted_message_id(message.idInReceipt()));
    int state = STATES.indexOf(stat);
    if (state >= 0) {
      parameters.add(new OptionalParameter.Message_state((byte) state));
    }
    return parameters;
  }

  private static DateTimeFormatter format(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
  }
}
