package dev.caravan.channel;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
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
  private static final Set<String> KINDS = Set.of("accepted", "retry", "refused", "unknown");

  private static final Pattern ENTRY =
      Pattern.compile(
          "(?<class>\\S+)(?<uncounted>\\s+uncounted)?(?:\\s+attempts\\s+(?<attempts>\\S+))?(?:\\s+after\\s+(?<after>\\S+))?(?:\\s+(?<text>.*))?",
          Pattern.DOTALL);

  /** What the text must not begin with: it would be a condition in the wrong place. */
  private static final Pattern MISPLACED = Pattern.compile("(?:uncounted|attempts|after)\\b.*");

  private static final Pattern NOT_A_HUNDRED = Pattern.compile("\\d?\\d[xX]|\\d(?:X[xX]|xX)");
  private static final int MAX_ATTEMPTS = 100;

  private final Map<String, Entry> entries = new HashMap<>();

  /**
   * Checks every entry.
   *
   * @throws IllegalArgumentException naming the entry whose class is none
   */
  CodeTable(Map<String, String> entries) {
    entries.forEach((code, entry) -> this.entries.put(code, Entry.of(code, entry)));
    if (!entries.containsKey(OTHER)) {
      throw new IllegalArgumentException("a code table needs an entry for `other`");
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
    Entry entry = entry(code);
    String reason = entry.text() == null ? code : code + " " + entry.text();
    return switch (entry.kind()) {
      case "accepted" -> Outcome.Accepted.as(providerMessageId);
      case "retry" ->
          new Outcome.Retry(
              reason,
              retryAfter == null ? entry.after() : retryAfter,
              entry.attempts(),
              entry.counted());
      case "refused" -> new Outcome.Refused(reason);
      default -> new Outcome.Unknown(reason);
    };
  }

  private Entry entry(String code) {
    Entry entry = entries.get(code);
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

  /** One line of the table. {@code after} and {@code text} are null where it has none. */
  private record Entry(String kind, boolean counted, int attempts, Duration after, String text) {

    static Entry of(String code, String written) {
      Matcher parts = ENTRY.matcher(written.strip());
      Provider.require(parts.matches(), "code %s: it says nothing".formatted(code));
      Provider.require(
          !NOT_A_HUNDRED.matcher(code).matches(),
          "code %s: a hundred codes are written as 4xx".formatted(code));
      String kind = parts.group("class");
      Provider.require(
          KINDS.contains(kind),
          "code %s: `%s` is none of accepted, retry, refused, unknown".formatted(code, kind));
      String attempts = parts.group("attempts");
      String after = parts.group("after");
      String text = parts.group("text");
      boolean counted = parts.group("uncounted") == null;
      Provider.require(
          kind.equals("retry") || counted && attempts == null && after == null,
          "code %s: uncounted, attempts and after are for retry".formatted(code));
      Provider.require(
          !kind.equals("retry") || text == null || !MISPLACED.matcher(text).matches(),
          "code %s: it is `retry [uncounted] [attempts N] [after T] text`".formatted(code));
      int most = Integer.MAX_VALUE;
      if (attempts != null) {
        most = Provider.number("code " + code, attempts);
        Provider.require(
            most >= 1 && most <= MAX_ATTEMPTS,
            "code %s: attempts must be 1 to %d".formatted(code, MAX_ATTEMPTS));
      }
      Duration wait = after == null ? null : Provider.duration("code " + code, after);
      return new Entry(kind, counted, most, wait, text);
    }
  }
}
