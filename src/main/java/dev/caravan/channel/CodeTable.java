package dev.caravan.channel;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * A provider's codes as its file lists them: {@code "405": "retry InsufficientBalance"}. The first
 * word is the class (accepted, retry, refused, unknown), the rest what the code means. {@code 4xx}
 * stands for a hundred codes, {@code other} for all that is not listed.
 */
final class CodeTable {
  private static final String OTHER = "other";

  private final Map<String, String> entries;

  /**
   * Checks every entry.
   *
   * @throws IllegalArgumentException naming the entry whose class is none
   */
  CodeTable(Map<String, String> entries) {
    this.entries = Map.copyOf(entries);
    entries.forEach((code, entry) -> outcome(code, entry, null, null));
    if (!entries.containsKey(OTHER)) {
      throw new IllegalArgumentException("a code table needs an entry for `other`");
    }
  }

  /** The outcome that a code stands for. */
  Outcome outcome(String code, String providerMessageId, Duration retryAfter) {
    String entry = entries.get(code);
    if (entry == null && code.length() == 3) {
      entry = entries.get(code.charAt(0) + "xx");
    }
    if (entry == null) {
      entry = entries.get(OTHER);
    }
    return outcome(code, entry, providerMessageId, retryAfter);
  }

  private static Outcome outcome(
      String code, String entry, String providerMessageId, Duration retryAfter) {
    String[] parts = entry.split(" ", 2);
    String reason = parts.length < 2 ? code : code + " " + parts[1];
    return switch (parts[0].toLowerCase(Locale.ROOT)) {
      case "accepted" -> new Outcome.Accepted(providerMessageId);
      case "retry" -> new Outcome.Retry(reason, retryAfter);
      case "refused" -> new Outcome.Refused(reason);
      case "unknown" -> new Outcome.Unknown(reason);
      default ->
          throw new IllegalArgumentException(
              "code %s: `%s` is none of accepted, retry, refused, unknown"
                  .formatted(code, parts[0]));
    };
  }
}
