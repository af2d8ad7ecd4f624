package dev.caravan.release;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file holds no secret, and its routes tell the log none. */
final class SecretRules {
  private static final Pattern NAME =
      Pattern.compile(
          "(?i).*(password|passwd|secret|token|api-?_?key|access-?_?key|private-?_?key|authorization"
              + "|credential).*");

  /** A login in front of a host, or what an Authorization header holds. */
  private static final Pattern VALUE =
      Pattern.compile(
          "(?i)(?:(?:basic|bearer)\\s+[a-z0-9._~+/=-]{8,}|.*://[^/@\\s{}]+:[^/@\\s{}]+@.*)");

  private static final Pattern OPTION = Pattern.compile("[?&]([^=&]+)=([^&]*)");

  /** A log is read by more people than a message is meant for. */
  private static final Pattern TELLING =
      Pattern.compile(
          "\\$(?:simple)?\\{\\s*(?:body|header|variable|in\\b|message|mandatoryBody|prettyBody"
              + "|exchangeProperty|attachment)");

  private SecretRules() {}

  static void check(RouteDocument document, Consumer<Fault> faults) {
    document.forEachStep((pointer, step) -> checkStep(document, pointer, step, faults));
    document.forEachValue(
        (pointer, value) -> {
          Matcher option = OPTION.matcher(text(value));
          while (option.find()) {
            check(document, pointer, option.group(1), option.group(2), faults);
          }
          if (VALUE.matcher(text(value)).matches()) {
            String text = "no credentials in a file; use a {{placeholder}}";
            faults.accept(document.fault(pointer, "secret", text));
          }
        });
  }

  private static void checkStep(
      RouteDocument document, String pointer, JsonNode step, Consumer<Fault> faults) {
    check(document, pointer, step.path("name").asText(""), literal(step), faults);
    checkMembers(document, pointer, step, faults);
    checkMembers(document, pointer + "/parameters", step.path("parameters"), faults);
    checkMembers(document, pointer + "/properties", step.path("properties"), faults);
    JsonNode log = step.path("log");
    if (TELLING.matcher(text(log) + text(log.path("message"))).find()) {
      String text = "a log may not hold bodies, headers or variables; name ids";
      faults.accept(document.fault(pointer + "/log", "log", text));
    }
  }

  private static void checkMembers(
      RouteDocument document, String pointer, JsonNode object, Consumer<Fault> faults) {
    object
        .properties()
        .forEach(
            member -> {
              String name = member.getKey();
              // What a text is split by is called so, too.
              if (!name.equals("token")) {
                check(document, pointer + "/" + name, name, text(member.getValue()), faults);
              }
            });
  }

  private static void check(
      RouteDocument document, String at, String name, String value, Consumer<Fault> faults) {
    boolean computed = value.contains("{{") || value.contains("${");
    if (NAME.matcher(name).matches() && !value.isEmpty() && !computed) {
      String text = "`" + name + "` must be a {{placeholder}}; its value belongs elsewhere";
      faults.accept(document.fault(at, "secret", text));
    }
  }

  /** The text that a step sets, written out or in short; empty when it is computed. */
  private static String literal(JsonNode step) {
    for (JsonNode expressions : List.of(step.path("expression"), step)) {
      for (String language : List.of("constant", "simple")) {
        JsonNode expression = expressions.path(language);
        String text = text(expression) + text(expression.path("expression"));
        if (!text.isEmpty()) {
          return text;
        }
      }
    }
    return "";
  }

  /** A value as text; empty for what has parts of its own. */
  private static String text(JsonNode value) {
    return value.isValueNode() ? value.asText() : "";
  }
}
