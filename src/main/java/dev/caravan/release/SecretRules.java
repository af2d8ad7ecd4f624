package dev.caravan.release;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file holds no secret: who may read it may not know them all. */
final class SecretRules {
  private static final Pattern NAME =
      Pattern.compile(
          "(?i).*(password|passwd|pwd|secret|token|api-?_?key|access-?_?key|private-?_?key|auth-?_?key"
              + "|authorization|credential|signature).*");

  /** In an address, shorter names are secrets, too. */
  private static final Pattern OPTION = Pattern.compile("[?&]([^=&]{1,64})=([^&]*)");

  private static final Pattern OPTION_NAME = Pattern.compile("(?i)key|sig|auth");

  /** A login in front of a host, what an Authorization header holds, a secret in JSON. */
  private static final Pattern VALUE =
      Pattern.compile(
          "(?i)(?:basic|bearer)\\s+[a-z0-9._~+/=-]{8,}|://[^/@\\s{}:]*:[^/@\\s{}]+@"
              + "|\"[\\w-]*(?:password|secret|token|api_?key)[\\w-]*\"\\s*:\\s*\"[^\"{$]");

  /**
   * A setting without a default or with an empty one, after a word such as Bearer; or what the
   * message has.
   */
  private static final Pattern FROM_ELSEWHERE =
      Pattern.compile("(?:\\w+ )?\\{\\{[^{}:]+:?}}|\\$\\{[^{}]*}");

  private static final Pattern CONSTANT = Pattern.compile("[A-Z0-9_]+");

  private SecretRules() {}

  static void check(RouteDocument document, Consumer<Fault> faults) {
    document.forEachStep((pointer, step) -> checkStep(document, pointer, step, faults));
    document.forEachValue(
        (pointer, value) -> {
          Matcher option = OPTION.matcher(text(value));
          while (option.find()) {
            String name = option.group(1);
            boolean secret = OPTION_NAME.matcher(name).matches();
            check(document, pointer, secret ? "api-key" : name, option.group(2), faults);
          }
          if (VALUE.matcher(text(value)).find()) {
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
    checkProperties(document, pointer + "/properties", step.path("properties"), faults);
  }

  private static void checkProperties(
      RouteDocument document, String pointer, JsonNode properties, Consumer<Fault> faults) {
    checkMembers(document, pointer, properties, faults);
    properties
        .properties()
        .forEach(
            member ->
                checkProperties(
                    document,
                    pointer + "/" + RouteDocument.escape(member.getKey()),
                    member.getValue(),
                    faults));
  }

  private static void checkMembers(
      RouteDocument document, String pointer, JsonNode object, Consumer<Fault> faults) {
    object
        .properties()
        .forEach(
            member -> {
              String name = member.getKey();
              // What a text is split by is called so, too; a provider's codes are in capitals.
              if (!name.equals("token") && !CONSTANT.matcher(name).matches()) {
                check(document, pointer + "/" + name, name, text(member.getValue()), faults);
              }
            });
  }

  private static void check(
      RouteDocument document, String at, String name, String value, Consumer<Fault> faults) {
    boolean known = value.isEmpty() || FROM_ELSEWHERE.matcher(value).matches();
    if (NAME.matcher(name).matches() && !known) {
      String text =
          "`" + name + "` must be a {{placeholder}} without a default; its value belongs elsewhere";
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
