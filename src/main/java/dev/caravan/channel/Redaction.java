package dev.caravan.channel;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Takes out of an exchange with a provider what is nobody's business: the text, the recipients, and
 * whatever looks like a number or is called a secret.
 */
final class Redaction {
  private static final int MAX_LENGTH = 1000;

  /** A shorter text would be found everywhere. As a field's whole value it is taken out anyway. */
  private static final int MIN_FOUND = 4;

  private static final Pattern NUMBER = Pattern.compile("(?<![\\w.])\\+?\\d{8,15}(?!\\w|\\.\\d)");
  private static final Pattern SECRET = Pattern.compile("(?i).*(?:pass|secret|key|signature).*");
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\\n]]");

  private final String text;
  private final Set<String> recipients;

  Redaction(Submission submission) {
    this.text = submission.text();
    this.recipients = new LinkedHashSet<>(submission.recipients());
  }

  /** A field of a request. */
  String field(String name, Object value) {
    if (SECRET.matcher(name).matches()) {
      return "(secret)";
    }
    if (value instanceof Collection<?> values) {
      return values.stream().map(each -> field(name, each)).collect(Collectors.joining(","));
    }
    String written = String.valueOf(value);
    return written.equals(text) ? inPlaceOfText() : text(written);
  }

  /** Any text that was sent or answered. */
  String text(String written) {
    String clean = written;
    // The text first: a recipient that is masked in it would hide it.
    clean = clean.replace("\"" + quoted(text) + "\"", "\"" + inPlaceOfText() + "\"");
    if (text.length() >= MIN_FOUND) {
      clean =
          clean
              .replace(quoted(quoted(text)), inPlaceOfText())
              .replace(quoted(text), inPlaceOfText())
              .replace(text, inPlaceOfText())
              .replace(escaped(text), inPlaceOfText());
    }
    for (String each : recipients) {
      if (each.length() >= MIN_FOUND) {
        clean =
            clean
                .replace(each, masked(each))
                .replace(quoted(each), masked(each))
                .replace(escaped(each), masked(each));
      }
    }
    clean = NUMBER.matcher(clean).replaceAll(number -> masked(number.group()));
    clean = CONTROL.matcher(clean).replaceAll(" ");
    return clean.length() > MAX_LENGTH ? clean.substring(0, MAX_LENGTH) + "…" : clean;
  }

  /** Enough to tell two apart, not enough to call. */
  static String masked(String recipient) {
    int shown = recipient.length() >= 9 ? 5 : 0;
    int end = Math.max(shown, recipient.length() - (shown == 0 ? 0 : 2));
    return recipient.substring(0, shown) + "*****" + recipient.substring(end);
  }

  private String inPlaceOfText() {
    return "(text of %d characters)".formatted(text.codePointCount(0, text.length()));
  }

  private static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** As it stands between the quotes of a JSON string. */
  private static String quoted(String text) {
    return new String(
        com.fasterxml.jackson.core.io.JsonStringEncoder.getInstance().quoteAsString(text));
  }
}
