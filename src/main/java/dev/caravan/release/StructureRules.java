package dev.caravan.release;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A file has only what can be released and taken away again, and everything in it has a name. */
final class StructureRules {
  static final Pattern WORDS = Pattern.compile("[a-zA-Z][a-zA-Z0-9]*(-[a-zA-Z0-9]+)*");

  private static final Pattern KEY = Pattern.compile("(?!class$)[\\w-]+\\*?");

  private static final Set<String> KINDS =
      Set.of("beans", "route", "routeTemplate", "templatedRoute");
  private static final Set<String> OF_A_BEAN = Set.of("name", "type", "properties");

  private final RouteBeans beans;

  StructureRules(RouteBeans beans) {
    this.beans = beans;
  }

  void check(RouteDocument document, Consumer<Fault> faults) {
    checkTop(document, faults);
    document.forEachItem(
        "route",
        (pointer, route) -> {
          require(document, pointer, route, "id", faults);
          require(document, pointer, route, "description", faults);
        });
    document.forEachItem(
        "routeTemplate",
        (pointer, template) -> {
          require(document, pointer, template, "id", faults);
          require(document, pointer + "/route", template.path("route"), "description", faults);
        });
    document.forEachItem(
        "templatedRoute",
        (pointer, templated) -> require(document, pointer, templated, "routeId", faults));
    document.forEachItem("beans", (pointer, list) -> checkBeans(document, pointer, list, faults));
    checkIds(document, faults);
  }

  private static void checkTop(RouteDocument document, Consumer<Fault> faults) {
    if (!document.tree().isArray()) {
      faults.accept(
          document.fault("", "structure", "the file must be a list; begin it with `- route:`"));
      return;
    }
    if (document.tree().isEmpty()) {
      faults.accept(
          document.fault("", "structure", "nothing is in it; delete it if its routes shall go"));
    }
    for (int i = 0; i < document.tree().size(); i++) {
      JsonNode item = document.tree().get(i);
      if (item.size() != 1 || !KINDS.contains(item.fieldNames().next())) {
        faults.accept(
            document.fault(
                "/" + i,
                "structure",
                "an item at the top must be one of %s, written out (`- route:`)"
                    .formatted(KINDS.stream().sorted().toList())));
      }
    }
  }

  private static void require(
      RouteDocument document,
      String pointer,
      JsonNode object,
      String member,
      Consumer<Fault> faults) {
    if (object.path(member).asText("").isBlank()) {
      faults.accept(document.fault(pointer, "structure", "give it `" + member + ":`"));
    }
  }

  private void checkBeans(
      RouteDocument document, String pointer, JsonNode list, Consumer<Fault> faults) {
    if (!list.isArray()) {
      faults.accept(document.fault(pointer, "structure", "beans are a list: `- name:`"));
      return;
    }
    for (int i = 0; i < list.size(); i++) {
      JsonNode bean = list.get(i);
      checkKeys(document, pointer + "/" + i + "/properties", bean.path("properties"), faults);
      String at = pointer + "/" + i;
      require(document, at, bean, "name", faults);
      if (!bean.path("type").asText("").equals(beans.type().getName())) {
        faults.accept(
            document.fault(
                at + "/type",
                "bean",
                "a file may declare beans of type %s only".formatted(beans.type().getName())));
      }
      bean.fieldNames()
          .forEachRemaining(
              member -> {
                if (!OF_A_BEAN.contains(member)) {
                  faults.accept(
                      document.fault(
                          at + "/" + member,
                          "bean",
                          "a bean has name, type and properties, and no `" + member + "`"));
                }
              });
    }
  }

  /** A key with dots, or `class`, would reach into the bean and beyond. */
  private static void checkKeys(
      RouteDocument document, String pointer, JsonNode object, Consumer<Fault> faults) {
    object
        .properties()
        .forEach(
            member -> {
              String key = member.getKey();
              if (!KEY.matcher(key).matches()) {
                faults.accept(
                    document.fault(pointer + "/" + key, "bean", "no property `" + key + "`"));
              }
              checkKeys(document, pointer + "/" + key, member.getValue(), faults);
            });
  }

  /** Words that metrics and diagrams can show, each used once in the file. */
  private static void checkIds(RouteDocument document, Consumer<Fault> faults) {
    Map<String, String> seen = new HashMap<>();
    ids(document)
        .forEach(
            id -> {
              if (!WORDS.matcher(id.id()).matches()) {
                faults.accept(
                    document.fault(
                        id.pointer(),
                        "id",
                        "`%s` must be words with hyphens between".formatted(id.id())));
              }
              String other = seen.putIfAbsent(id.id(), id.pointer());
              if (other != null) {
                faults.accept(
                    document.fault(
                        id.pointer(),
                        "id",
                        "`%s` is used already in line %d; give it another id"
                            .formatted(id.id(), document.line(other))));
              }
            });
  }

  /**
   * An id of a route or a step.
   *
   * @param pointer where it stands
   */
  record Id(String pointer, String id, boolean route) {}

  /** The ids of all routes and steps, in the order of the file. */
  static List<Id> ids(RouteDocument document) {
    List<Id> ids = new ArrayList<>();
    document.forEachStep(
        (pointer, step) -> {
          boolean top = pointer.matches("/\\d+/(route|templatedRoute)");
          String member = pointer.matches("/\\d+/templatedRoute") ? "routeId" : "id";
          JsonNode id = step.path(member);
          if (id.isValueNode() && !pointer.matches("/\\d+/routeTemplate")) {
            ids.add(new Id(pointer + "/" + member, id.asText(), top));
          }
        });
    return ids;
  }

  /** The ids of the routes alone. */
  static Set<String> routeIds(RouteDocument document) {
    return ids(document).stream().filter(Id::route).map(Id::id).collect(Collectors.toSet());
  }
}
