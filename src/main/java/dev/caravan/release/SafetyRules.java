package dev.caravan.release;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file that is not trusted can name only what it is given: some components, some beans, no code.
 * Checked before Camel reads the file, because Camel constructs its beans while it reads.
 */
final class SafetyRules {
  /** Steps whose endpoint or code is found out while a message passes, or that are code. */
  private static final Set<String> STEPS =
      Set.of(
          "toD",
          "recipientList",
          "routingSlip",
          "dynamicRouter",
          "enrich",
          "pollEnrich",
          "poll",
          "script",
          "process",
          "kamelet",
          "interceptSendToEndpoint",
          "onFallback",
          "rest",
          "threads");

  /** Languages that can do whatever Java can. */
  private static final Set<String> LANGUAGES =
      Set.of(
          "csimple",
          "datasonnet",
          "groovy",
          "java",
          "joor",
          "js",
          "language",
          "mvel",
          "ognl",
          "python",
          "spel",
          "wasm",
          "xquery");

  /** What Simple can reach beside the message: beans, types, the environment, the context. */
  private static final Pattern REACHING_OUT =
      Pattern.compile(
          "\\$(?:simple)?\\{\\s*(?:bean|type|ref|env|sysenv|sys|properties|camelContext|exchange)\\s*[.:\\[}]"
              + "|\\bgetClass\\b|\\.\\s*class\\b");

  private static final Pattern REFERENCE = Pattern.compile("#(?:bean:)?([^#{}]+)");

  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "(?i).*(password|passwd|secret|token|api-?_?key|access-?_?key|private-?_?key|authorization|credential).*");
  private static final Pattern SECRET_VALUE =
      Pattern.compile(
          "(?i)(?:(?:basic|bearer)\\s+[a-z0-9._~+/=-]{8,}|.*://[^/@\\s{}]+:[^/@\\s{}]+@.*)");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}]*)}}");

  private final RouteBeans beans;
  private final ReleaseProperties release;
  private final UnaryOperator<String> resolve;

  /**
   * @param resolve puts the values in the place of placeholders
   * @throws IllegalArgumentException by resolve, when one has no value
   */
  SafetyRules(RouteBeans beans, ReleaseProperties release, UnaryOperator<String> resolve) {
    this.beans = beans;
    this.release = release;
    this.resolve = resolve;
  }

  void check(RouteDocument document, Consumer<Fault> faults) {
    document.forEachStep((pointer, step) -> checkStep(document, pointer, step, faults));
    document.forEachValue(
        (pointer, value) -> {
          if (value.isTextual()) {
            checkText(document, pointer, value.asText(), faults);
          }
        });
    for (Endpoints.Named endpoint : Endpoints.of(document, this::resolvedOrAsItIs)) {
      // The value of a template's parameter is seen when its route has been built.
      if (!endpoint.uri().startsWith("{{")) {
        refusal(endpoint.scheme(), endpoint.consumer())
            .ifPresent(
                text -> faults.accept(document.fault(endpoint.pointer(), "component", text)));
      }
    }
  }

  /** Why a route may not use an endpoint of that component; empty when it may. */
  Optional<String> refusal(String scheme, boolean consumer) {
    Set<String> allowed = consumer ? release.consumers() : release.producers();
    return allowed.contains(scheme)
        ? Optional.empty()
        : Optional.of(
            "a route may %s %s only, not %s (caravan.release.%s)"
                .formatted(
                    consumer ? "start from" : "send to",
                    allowed.stream().sorted().toList(),
                    scheme,
                    consumer ? "consumers" : "producers"));
  }

  private void checkStep(
      RouteDocument document, String pointer, JsonNode step, Consumer<Fault> faults) {
    step.properties()
        .forEach(
            member -> {
              String name = member.getKey();
              String at = pointer + "/" + name;
              if (STEPS.contains(name)) {
                faults.accept(
                    document.fault(at, "step", "`" + name + "` is not used in route files"));
              }
              if (LANGUAGES.contains(name)) {
                faults.accept(
                    document.fault(
                        at, "script", "no `" + name + "`: say it with simple or constant"));
              }
              if (name.equals("beanType")) {
                faults.accept(document.fault(at, "bean", "name a bean by `ref`, not a class"));
              }
              if (name.equals("ref") && !beans.usable().contains(member.getValue().asText())) {
                faults.accept(document.fault(at, "bean", onlyUsable(member.getValue().asText())));
              }
              checkSecret(document, at, name, member.getValue(), faults);
            });
    JsonNode expression = step.path("expression").path("constant").path("expression");
    checkSecret(document, pointer, step.path("name").asText(""), expression, faults);
    for (String settings : new String[] {"parameters", "properties"}) {
      step.path(settings)
          .properties()
          .forEach(
              setting ->
                  checkSecret(
                      document,
                      pointer + "/" + settings + "/" + setting.getKey(),
                      setting.getKey(),
                      setting.getValue(),
                      faults));
    }
  }

  private static void checkSecret(
      RouteDocument document, String at, String name, JsonNode value, Consumer<Fault> faults) {
    if (value.isValueNode()
        && SECRET_NAME.matcher(name).matches()
        && !value.asText().isEmpty()
        && !value.asText().contains("{{")
        && !value.asText().contains("${")) {
      faults.accept(
          document.fault(
              at,
              "secret",
              "`" + name + "` must be a {{placeholder}}; its value belongs elsewhere"));
    }
  }

  private void checkText(RouteDocument document, String at, String text, Consumer<Fault> faults) {
    if (REACHING_OUT.matcher(text).find()) {
      faults.accept(
          document.fault(
              at,
              "script",
              "an expression may use the message, not beans, types or the environment"));
    }
    if (SECRET_VALUE.matcher(text).matches()) {
      faults.accept(
          document.fault(at, "secret", "no credentials in a file; use a {{placeholder}}"));
    }
    Matcher reference = REFERENCE.matcher(text);
    if (reference.matches() && at.contains("/parameters/")) {
      if (!beans.usable().contains(reference.group(1))) {
        faults.accept(document.fault(at, "bean", onlyUsable(reference.group(1))));
      }
    }
    checkPlaceholders(document, at, text, faults);
  }

  private void checkPlaceholders(
      RouteDocument document, String at, String text, Consumer<Fault> faults) {
    Matcher placeholder = PLACEHOLDER.matcher(text);
    Set<String> parameters = templateParameters(document, at);
    while (placeholder.find()) {
      if (parameters.contains(placeholder.group(1).split("[:?]", 2)[0])) {
        continue;
      }
      if (resolvedOrAsItIs(placeholder.group()).equals(placeholder.group())) {
        faults.accept(
            document.fault(
                at,
                "placeholder",
                placeholder.group() + " has no value; set the property it names"));
      }
    }
  }

  private static Set<String> templateParameters(RouteDocument document, String at) {
    Matcher within = Pattern.compile("(/\\d+/routeTemplate)/.*").matcher(at);
    if (!within.matches()) {
      return Set.of();
    }
    Set<String> names = new java.util.HashSet<>();
    document
        .tree()
        .at(within.group(1) + "/parameters")
        .forEach(parameter -> names.add(parameter.path("name").asText()));
    return names;
  }

  private String onlyUsable(String name) {
    return "no bean `%s` for route files; there are %s"
        .formatted(name, beans.usable().stream().sorted().toList());
  }

  private String resolvedOrAsItIs(String text) {
    try {
      return resolve.apply(text);
    } catch (RuntimeException e) {
      return text;
    }
  }
}
