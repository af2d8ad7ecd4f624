package dev.caravan.message;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the words of a provider's reports mean, as its file lists them: {@code "Failed": failed}.
 * The first word is the class (delivered, failed, expired, unknown, in-transit), the rest what it
 * means. {@code other} stands for all that is not listed. Case does not count.
 */
public final class ReportCodes {
  private static final String OTHER = "other";

  private final Map<String, String> statuses = new TreeMap<>();
  private final Map<String, String> reasons = new TreeMap<>();

  /**
   * Checks every entry.
   *
   * @param reasons what a provider's reasons mean, by its own words; for people alone
   * @throws IllegalArgumentException naming the entry that is wrong
   */
  public ReportCodes(Map<String, String> statuses, Map<String, String> reasons) {
    statuses.forEach((status, entry) -> this.statuses.put(lower(status), entry));
    reasons.forEach((reason, text) -> this.reasons.put(lower(reason), text));
    this.statuses.forEach((status, entry) -> state(status, entry));
    if (!this.statuses.containsKey(OTHER)) {
      throw new IllegalArgumentException("reportCodes needs an entry for `other`");
    }
  }

  /** What a part becomes; {@link MessageState#SUBMITTED} while it is on its way. */
  public MessageState state(String status) {
    return state(status, entry(status));
  }

  /**
   * What a client is told: the provider's words and what they mean.
   *
   * @param reason the provider's own; null when it gives none
   */
  public String text(String status, String reason) {
    StringBuilder text = new StringBuilder(status);
    String[] entry = entry(status).split(" ", 2);
    if (entry.length > 1) {
      text.append(' ').append(entry[1]);
    }
    if (reason != null && !reason.isBlank()) {
      text.append(": ").append(reason);
      String meaning = reasons.get(lower(reason));
      if (meaning != null) {
        text.append(" (").append(meaning).append(')');
      }
    }
    return text.toString();
  }

  private String entry(String status) {
    return statuses.getOrDefault(lower(status), statuses.get(OTHER));
  }

  private static MessageState state(String status, String entry) {
    return switch (entry.split(" ", 2)[0]) {
      case "delivered" -> MessageState.DELIVERED;
      case "failed" -> MessageState.FAILED;
      case "expired" -> MessageState.EXPIRED;
      case "unknown" -> MessageState.UNKNOWN;
      case "in-transit" -> MessageState.SUBMITTED;
      default ->
          throw new IllegalArgumentException(
              "reportCodes %s: `%s` does not begin with delivered, failed, expired, unknown or in-transit"
                  .formatted(status, entry));
    };
  }

  private static String lower(String word) {
    return word.strip().toLowerCase(Locale.ROOT);
  }
}
