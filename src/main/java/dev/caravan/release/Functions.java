package dev.caravan.release;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The functions of Camel's Simple language that a file may use: what is in the message, and ids.
 * Not beans, types, the environment or the context, which Simple reaches as well.
 */
final class Functions {
  private static final Pattern FUNCTION = Pattern.compile("\\$(?:simple)?\\{([^{}]*)(}?)");

  private static final String NAMED =
      "(?:headers?|variables?|exchangeProperty)"
          + "(?:(?:\\??\\.|:)[\\w.-]+|\\[['\"]?[\\w.-]+['\"]?])";
  private static final String IDS = "(?:exchangeId|messageId|routeId|stepId)";
  private static final String MADE =
      "(?:date:[\\w:+ .'-]+|uuid|null|random\\(\\d{1,9}(?:,\\d{1,9})?\\))";

  private static final Pattern ALLOWED =
      Pattern.compile(
          "(?!.*\\b(?:class|getClass)\\b)(?:body(?:\\??\\.[A-Za-z]\\w*)*|%s|%s|%s)"
              .formatted(NAMED, IDS, MADE));

  /** A log is read by more people than a message is meant for. */
  private static final Pattern IN_A_LOG = Pattern.compile(IDS);

  private Functions() {}

  /** What is wrong with a text: the rule and the words. */
  record Wrong(String rule, String text) {}

  static Optional<Wrong> fault(String text, boolean log) {
    if (log && text.contains("{{")) {
      return Optional.of(new Wrong("log", "a log holds no settings; write the words"));
    }
    Matcher function = FUNCTION.matcher(text);
    while (function.find()) {
      String name = function.group(1).strip();
      if (log && !IN_A_LOG.matcher(name).matches()) {
        return Optional.of(
            new Wrong(
                "log", "a log may hold ${routeId}, ${exchangeId}, ${messageId}, not " + name));
      }
      if (function.group(2).isEmpty() || !ALLOWED.matcher(name).matches()) {
        return Optional.of(
            new Wrong(
                "script",
                "`%s` is not for route files; use body, header, variable and their parts"
                    .formatted(function.group())));
      }
    }
    return Optional.empty();
  }
}
