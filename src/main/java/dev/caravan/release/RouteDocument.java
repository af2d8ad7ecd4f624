package dev.caravan.release;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** A route file's YAML as data, and where each part of it stands. */
final class RouteDocument {
  /** The order in which files are added: others may be made from the templates of one. */
  static final Comparator<RouteDocument> TEMPLATES_FIRST =
      Comparator.comparing((RouteDocument document) -> document.templates(true).isEmpty())
          .thenComparing(document -> document.file().name());

  /** Keys whose values are settings of something else: what is below them is no step. */
  private static final Set<String> SETTINGS = Set.of("parameters", "properties");

  private final RouteFile file;
  private final Map<String, Integer> lines;
  private final JsonNode tree;

  private RouteDocument(RouteFile file, JsonNode tree, Map<String, Integer> lines) {
    this.file = file;
    this.tree = tree;
    this.lines = lines;
  }

  /**
   * Reads a file.
   *
   * @throws RouteFileException when it is not YAML, or more than plain YAML
   */
  static RouteDocument parse(RouteFile file) {
    Map<String, Integer> lines = new HashMap<>();
    return new RouteDocument(file, new RouteYaml(file, lines).read(), lines);
  }

  RouteFile file() {
    return file;
  }

  JsonNode tree() {
    return tree;
  }

  /**
   * The line of what a JSON pointer points at, or of the nearest that it lies in; 0 when unknown.
   */
  int line(String pointer) {
    String at = pointer;
    while (!lines.containsKey(at) && !at.isEmpty()) {
      at = at.substring(0, at.lastIndexOf('/'));
    }
    return lines.getOrDefault(at, 0);
  }

  Fault fault(String pointer, String rule, String text) {
    return new Fault(file.name(), line(pointer), rule, text);
  }

  /** The line of the route of that id; 0 when it is none of this file's. */
  int lineOfRoute(String id) {
    int[] line = {0};
    forEachItem(
        "route",
        (pointer, route) ->
            line[0] = id.equals(route.path("id").asText()) ? line(pointer) : line[0]);
    forEachItem(
        "templatedRoute",
        (pointer, route) ->
            line[0] = id.equals(route.path("routeId").asText()) ? line(pointer) : line[0]);
    return line[0];
  }

  /** The names of the beans that the file declares. */
  List<String> beanNames() {
    List<String> names = new ArrayList<>();
    forEachItem(
        "beans", (pointer, list) -> list.forEach(bean -> names.add(bean.path("name").asText())));
    return names;
  }

  /** Where a bean of this file is declared. */
  int lineOfBean(String name) {
    int[] line = {0};
    forEachItem(
        "beans",
        (pointer, list) -> {
          for (int i = 0; i < list.size(); i++) {
            if (list.get(i).path("name").asText().equals(name)) {
              line[0] = line(pointer + "/" + i);
            }
          }
        });
    return line[0];
  }

  /** The templates that the file declares, or those that its routes are made from. */
  List<String> templates(boolean declared) {
    List<String> names = new ArrayList<>();
    forEachItem(
        declared ? "routeTemplate" : "templatedRoute",
        (pointer, item) -> names.add(item.path(declared ? "id" : "routeTemplateRef").asText()));
    return names;
  }

  /** The items at the top of that kind ({@code route}, {@code beans}), by their pointers. */
  void forEachItem(String kind, BiConsumer<String, JsonNode> action) {
    for (int i = 0; tree.isArray() && i < tree.size(); i++) {
      JsonNode item = tree.get(i).get(kind);
      if (item != null) {
        action.accept("/" + i + "/" + kind, item);
      }
    }
  }

  /** Every value, from the outside inwards. */
  void forEachValue(BiConsumer<String, JsonNode> action) {
    walk(tree, "", true, action);
  }

  /** Every object that is a route, a step or an expression, from the outside inwards. */
  void forEachStep(BiConsumer<String, JsonNode> action) {
    walk(
        tree,
        "",
        false,
        (pointer, value) -> {
          if (value.isObject()) {
            action.accept(pointer, value);
          }
        });
  }

  private static void walk(
      JsonNode value, String pointer, boolean settingsToo, BiConsumer<String, JsonNode> action) {
    action.accept(pointer, value);
    if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        walk(value.get(i), pointer + "/" + i, settingsToo, action);
      }
    }
    value
        .properties()
        .forEach(
            member -> {
              if (settingsToo || !SETTINGS.contains(member.getKey())) {
                walk(
                    member.getValue(),
                    pointer + "/" + escape(member.getKey()),
                    settingsToo,
                    action);
              }
            });
  }

  /** A key as a part of a JSON pointer. */
  static String escape(String key) {
    return key.replace("~", "~0").replace("/", "~1");
  }
}
