package dev.caravan.release;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What placeholders stand for, and the rule that each must stand for something. */
final class Placeholders {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}]*)}}");

  /**
   * A setting of this service, and perhaps a default: no function (`env:`, `sys:`, `bean:`), and
   * nothing in the default that would become an expression or a reference.
   */
  private static final Pattern ALLOWED =
      Pattern.compile(
          "caravan(?!\\.(?:api|management)\\.)(?:[.-][a-z0-9]+)+(?::[\\w:/.,@?=&+ -]*)?");

  /** The parameters of templates are put together with other text, and must be as plain. */
  private static final Pattern PARAMETER =
      Pattern.compile(
          "/\\d+/(?:templatedRoute/parameters/\\d+/value|routeTemplate/parameters/\\d+/defaultValue)");

  private static final Pattern PLAIN = Pattern.compile("[\\w:/.,@?=&+ !-]*|\\{\\{[^{}]*}}");

  private static final Pattern IN_TEMPLATE = Pattern.compile("(/\\d+/routeTemplate)/.*");

  private final UnaryOperator<String> values;

  /**
   * @param values puts the values in their place; throws when one has none
   */
  Placeholders(UnaryOperator<String> values) {
    this.values = values;
  }

  /** A text with the values in place; as it is when one has none. */
  String resolve(String text) {
    try {
      return values.apply(text);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  void check(RouteDocument document, Consumer<Fault> faults) {
    document.forEachValue(
        (pointer, value) -> {
          if (value.isTextual()) {
            check(document, pointer, value.asText(), faults);
          }
        });
  }

  private void check(RouteDocument document, String at, String text, Consumer<Fault> faults) {
    if (PARAMETER.matcher(at).matches() && !PLAIN.matcher(text).matches()) {
      faults.accept(
          document.fault(at, "placeholder", "a parameter must be plain text or one placeholder"));
    }
    Set<String> parameters = parameters(document, at);
    Matcher placeholder = PLACEHOLDER.matcher(text);
    while (placeholder.find()) {
      String written = placeholder.group();
      if (parameters.contains(placeholder.group(1))) {
        continue;
      }
      if (!ALLOWED.matcher(placeholder.group(1)).matches()) {
        faults.accept(
            document.fault(
                at,
                "placeholder",
                written + " must name a setting caravan.<provider>.<name>, with a plain default"));
      } else if (resolve(written).equals(written)) {
        faults.accept(
            document.fault(
                at, "placeholder", written + " has no value; set the property it names"));
      }
    }
    String rest = PLACEHOLDER.matcher(text).replaceAll("");
    if (rest.contains("{{") || rest.contains("}}")) {
      faults.accept(document.fault(at, "placeholder", "placeholders do not nest"));
    }
  }

  /** The parameters of the template that this lies in. */
  private static Set<String> parameters(RouteDocument document, String at) {
    Set<String> names = new HashSet<>();
    Matcher template = IN_TEMPLATE.matcher(at);
    if (template.matches()) {
      document
          .tree()
          .at(template.group(1) + "/parameters")
          .forEach(parameter -> names.add(parameter.path("name").asText()));
    }
    return names;
  }
}
