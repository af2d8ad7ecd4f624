package dev.caravan.channel;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A provider's codes as its file lists them: {@code "405": retry after 10m InsufficientBalance}.
 * The first word is the class (accepted, retry, refused, unknown), {@code uncounted} or {@code
 * attempts} with a number and {@code after} with a time may follow {@code retry}, the rest is what
 * the code means. {@code 4xx} stands for a hundred codes, {@code Sent*} for all that begin so,
 * {@code other} for all that is not listed.
 */
final class CodeTable {
  private static final String OTHER = "other";

  private static final Pattern ENTRY =
      Pattern.compile(
          "(?<class>\\S+)(?<uncounted>\\s+uncounted)?(?:\\s+attempts\\s+(?<attempts>\\S+))?(?:\\s+after\\s+(?<after>\\S+))?(?:\\s+(?<text>.*))?",
          Pattern.DOTALL);

  /** What the text must not begin with: it would be a condition in the wrong place. */
  private static final Pattern MISPLACED = Pattern.compile("(?:uncounted|attempts|after)\\b.*");

  private static final Pattern NOT_A_HUNDRED = Pattern.compile("\\d?\\d[xX]|\\d(?:X[xX]|xX)");
  private static final int MAX_ATTEMPTS = 100;

  private final Map<String, String> entries;

  /**
   * Checks every entry.
   *
   * @throws IllegalArgumentException naming the entry whose class is none
   */
  CodeTable(Map<String, String> entries) {
    this.entries = Map.copyOf(entries);
    entries.forEach(CodeTable::check);
    if (!entries.containsKey(OTHER)) {
      throw new IllegalArgumentException("a code table needs an entry for `other`");
    }
  }

  private static void check(String code, String entry) {
    Provider.require(
        !NOT_A_HUNDRED.matcher(code).matches(),
        "code %s: a hundred codes are written as 4xx".formatted(code));
    Outcome outcome = outcome(code, entry, null, null);
    Matcher parts = ENTRY.matcher(entry.strip());
    boolean conditions =
        parts.matches()
            && (parts.group("uncounted") != null
                || parts.group("attempts") != null
                || parts.group("after") != null);
    Provider.require(
        outcome instanceof Outcome.Retry || !conditions,
        "code %s: uncounted, attempts and after are for retry".formatted(code));
    if (outcome instanceof Outcome.Retry retry) {
      String text = parts.group("text");
      Provider.require(
          text == null || !MISPLACED.matcher(text).matches(),
          "code %s: it is `retry [uncounted] [attempts N] [after T] text`".formatted(code));
      Provider.require(
          parts.group("attempts") == null
              || retry.maxAttempts() >= 1 && retry.maxAttempts() <= MAX_ATTEMPTS,
          "code %s: attempts must be 1 to %d".formatted(code, MAX_ATTEMPTS));
    }
  }

  /** Whether the table has this very code. */
  boolean lists(String code) {
    return code != null && entries.containsKey(code);
  }

  /**
   * The outcome that a code stands for.
   *
   * @param retryAfter what the provider asks for; it counts before the table's own time
   */
  Outcome outcome(String code, String providerMessageId, Duration retryAfter) {
    return outcome(code, entry(code), providerMessageId, retryAfter);
  }

  private String entry(String code) {
    String entry = entries.get(code);
    if (entry == null && code.length() == 3) {
      entry = entries.get(code.charAt(0) + "xx");
    }
    if (entry == null) {
      entry =
          entries.keySet().stream()
              .filter(key -> key.endsWith("*"))
              .filter(key -> code.startsWith(key.substring(0, key.length() - 1)))
              .max(Comparator.comparing(String::length))
              .map(entries::get)
              .orElse(entries.get(OTHER));
    }
    return entry;
  }

  private static Outcome outcome(
      String code, String entry, String providerMessageId, Duration retryAfter) {
    Matcher parts = ENTRY.matcher(entry.strip());
    if (!parts.matches()) {
      throw new IllegalArgumentException("code %s: it says nothing".formatted(code));
    }
    String text = parts.group("text");
    String reason = text == null ? code : code + " " + text;
    String ownTime = parts.group("after");
    Duration after =
        ownTime == null || retryAfter != null
            ? retryAfter
            : Provider.duration("code " + code, ownTime);
    String attempts = parts.group("attempts");
    return switch (parts.group("class")) {
      case "accepted" -> Outcome.Accepted.as(providerMessageId);
      case "retry" ->
          new Outcome.Retry(
              reason,
              after,
              attempts == null ? Integer.MAX_VALUE : Provider.number("code " + code, attempts),
              parts.group("uncounted") == null);
      case "refused" -> new Outcome.Refused(reason);
      case "unknown" -> new Outcome.Unknown(reason);
      default ->
          throw new IllegalArgumentException(
              "code %s: `%s` is none of accepted, retry, refused, unknown"
                  .formatted(code, parts.group("class")));
    };
  }
}
