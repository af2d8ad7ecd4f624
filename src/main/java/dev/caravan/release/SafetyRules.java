package dev.caravan.release;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
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

  /** How Camel is told to look up or to construct something, as a whole value or in a URI. */
  private static final Pattern REFERENCE = Pattern.compile("(?:^|=)#(?:bean:)?([^\\s&]+)");

  private final RouteBeans beans;
  private final ReleaseProperties release;
  private final Placeholders placeholders;

  SafetyRules(RouteBeans beans, ReleaseProperties release, Placeholders placeholders) {
    this.beans = beans;
    this.release = release;
    this.placeholders = placeholders;
  }

  void check(RouteDocument document, Consumer<Fault> faults) {
    document.forEachStep((pointer, step) -> checkStep(document, pointer, step, faults));
    document.forEachValue(
        (pointer, value) -> {
          if (value.isTextual()) {
            checkText(document, pointer, value.asText(), faults);
          }
        });
    for (Endpoints.Named endpoint : Endpoints.of(document, placeholders::resolve)) {
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
              if (name.equals("beans") && pointer.lastIndexOf('/') > 0) {
                faults.accept(document.fault(at, "bean", "beans are declared at the top only"));
              }
            });
  }

  private void checkText(RouteDocument document, String at, String text, Consumer<Fault> faults) {
    if (REACHING_OUT.matcher(text).find()) {
      faults.accept(
          document.fault(
              at,
              "script",
              "an expression may use the message, not beans, types or the environment"));
    }
    Matcher reference = REFERENCE.matcher(text);
    while (reference.find()) {
      if (!beans.usable().contains(reference.group(1))) {
        faults.accept(document.fault(at, "bean", onlyUsable(reference.group(1))));
      }
    }
  }

  private String onlyUsable(String name) {
    return "no bean `%s` for route files; there are %s"
        .formatted(name, beans.usable().stream().sorted().toList());
  }
}
