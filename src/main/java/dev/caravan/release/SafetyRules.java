package dev.caravan.release;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file that is not trusted can do only what is listed here: some steps, some components, some
 * beans, no code. Checked before Camel reads the file, because Camel constructs its beans while it
 * reads. What is not listed is refused; there are too many ways around a list of what is bad.
 */
final class SafetyRules {
  private static final Set<String> STEPS =
      Set.of(
          "bean",
          "choice",
          "delay",
          "doTry",
          "filter",
          "log",
          "loop",
          "multicast",
          "pipeline",
          "removeHeader",
          "removeHeaders",
          "removeProperties",
          "removeProperty",
          "removeVariable",
          "setBody",
          "setHeader",
          "setHeaders",
          "setProperty",
          "setVariable",
          "setVariables",
          "split",
          "step",
          "stop",
          "to");

  private static final Set<String> OF_A_ROUTE =
      Set.of("id", "description", "note", "group", "routeConfigurationId", "from");

  private static final Set<String> LANGUAGES =
      Set.of(
          "constant",
          "simple",
          "header",
          "variable",
          "exchangeProperty",
          "method",
          "tokenize",
          "id");

  /** The others of the DSL, which may stand in a step without `expression` around them. */
  private static final Set<String> OTHER_LANGUAGES =
      Set.of(
          "csimple",
          "datasonnet",
          "groovy",
          "hl7terser",
          "java",
          "joor",
          "jq",
          "js",
          "jsonpath",
          "language",
          "logLanguage",
          "mvel",
          "ognl",
          "python",
          "spel",
          "wasm",
          "xpath",
          "xquery",
          "xtokenize");

  private static final Set<String> CLASSES =
      Set.of("beanType", "resultType", "unmarshalType", "exceptionType");

  /** How Camel is told to look up or to construct something, as a whole value or in a URI. */
  private static final Pattern REFERENCE = Pattern.compile("(?:^|=)#(?:bean:)?([^\\s&]*)");

  /** Spellings by which a reference, or a file's content, gets in unseen. */
  private static final Pattern UNSEEN =
      Pattern.compile("(?i)#(?:class|type|property|autowired|valueAs)|%23|RAW[({]|resource:|^ref:");

  private static final Pattern HEADER = Pattern.compile("(?i)(?!camel)[a-z0-9_.-]+");

  private final RouteBeans beans;
  private final ReleaseProperties release;
  private final Placeholders placeholders;

  SafetyRules(RouteBeans beans, ReleaseProperties release, Placeholders placeholders) {
    this.beans = beans;
    this.release = release;
    this.placeholders = placeholders;
  }

  void check(RouteDocument document, Consumer<Fault> faults) {
    document.forEachStep((pointer, value) -> checkObject(document, pointer, value, faults));
    document.forEachValue(
        (pointer, value) -> {
          if (value.isTextual() && !pointer.matches(".*/(description|note)")) {
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

  private void checkObject(
      RouteDocument document, String pointer, JsonNode object, Consumer<Fault> faults) {
    if (pointer.matches("/\\d+/(route|routeTemplate/route)")) {
      onlyThese(document, pointer, object, OF_A_ROUTE, "step", "a route", faults);
    }
    if (pointer.matches(".*/steps/\\d+")) {
      onlyThese(document, pointer, object, STEPS, "step", "a step", faults);
    }
    if (pointer.endsWith("/expression")) {
      onlyThese(document, pointer, object, LANGUAGES, "script", "an expression", faults);
    }
    object
        .fieldNames()
        .forEachRemaining(name -> checkMember(document, pointer, object, name, faults));
  }

  private void checkMember(
      RouteDocument document,
      String pointer,
      JsonNode object,
      String name,
      Consumer<Fault> faults) {
    JsonNode value = object.get(name);
    String at = pointer + "/" + name;
    if (OTHER_LANGUAGES.contains(name)) {
      faults.accept(
          document.fault(at, "script", "no `" + name + "`: say it with simple or constant"));
    }
    if (CLASSES.contains(name)) {
      faults.accept(document.fault(at, "bean", "no `" + name + "`: a file names no classes"));
    }
    // In short, a bean is named without `ref`; a method beside a `ref` is that bean's.
    boolean inShort =
        value.isTextual() && (name.equals("bean") || name.equals("method") && !object.has("ref"));
    if ((name.equals("ref") || inShort) && !beans.usable().contains(value.asText())) {
      faults.accept(document.fault(at, "bean", onlyUsable(value.asText())));
    }
    if (name.equals("beans") && pointer.lastIndexOf('/') > 0) {
      faults.accept(document.fault(at, "bean", "beans are declared at the top only"));
    }
    boolean header =
        at.matches(
            ".*/(setHeader|setHeaders/headers/\\d+|setProperty|setVariable|setVariables/variables/\\d+)/name");
    if (header && !HEADER.matcher(value.asText()).matches()) {
      faults.accept(
          document.fault(
              at, "step", "a name must be plain, and none of Camel's own, which steer endpoints"));
    }
  }

  private static void onlyThese(
      RouteDocument document,
      String pointer,
      JsonNode object,
      Set<String> allowed,
      String rule,
      String what,
      Consumer<Fault> faults) {
    object
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!allowed.contains(name)) {
                faults.accept(
                    document.fault(
                        pointer + "/" + name,
                        rule,
                        "`%s` is not for route files; %s may be or have %s"
                            .formatted(name, what, allowed.stream().sorted().toList())));
              }
            });
  }

  private void checkText(RouteDocument document, String at, String text, Consumer<Fault> faults) {
    if (UNSEEN.matcher(text).find()) {
      faults.accept(
          document.fault(at, "bean", "no class, resource or encoded reference in a file"));
    }
    Matcher reference = REFERENCE.matcher(text);
    while (reference.find()) {
      if (!beans.usable().contains(reference.group(1))) {
        faults.accept(document.fault(at, "bean", onlyUsable(reference.group(1))));
      }
    }
    Functions.fault(text, at.matches(".*/log(/message)?"))
        .ifPresent(fault -> faults.accept(document.fault(at, fault.rule(), fault.text())));
  }

  private String onlyUsable(String name) {
    return "no bean `%s` for route files; there are %s"
        .formatted(name, beans.usable().stream().sorted().toList());
  }
}
