package dev.caravan.release;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A route file's YAML as data, and where each part of it stands. Read by the parser that Camel
 * uses, so that both see the same; nothing is constructed from it.
 */
final class RouteDocument {
  /** The order in which files are added: others may be made from the templates of one. */
  static final Comparator<RouteDocument> TEMPLATES_FIRST =
      Comparator.comparing((RouteDocument document) -> document.templates(true).isEmpty())
          .thenComparing(document -> document.file().name());

  private static final Set<Tag> PLAIN =
      Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.SEQ, Tag.MAP);

  /** More than any setting is; the rules look at each text in several ways. */
  private static final int LONGEST_TEXT = 8192;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Keys whose values are settings of something else: what is below them is no step. */
  private static final Set<String> SETTINGS = Set.of("parameters", "properties");

  private final RouteFile file;
  private final Map<String, Integer> lines = new HashMap<>();
  private final JsonNode tree;

  private RouteDocument(RouteFile file, Node root) {
    this.file = file;
    this.tree = read(root, "");
  }

  /**
   * Reads a file.
   *
   * @throws RouteFileException when it is not YAML, or more than plain YAML
   */
  static RouteDocument parse(RouteFile file) {
    LoadSettings settings =
        LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).setLabel(file.name()).build();
    try {
      Optional<Node> root = new Compose(settings).composeString(file.text());
      if (root.isEmpty()) {
        throw fault(file, 0, "yaml", "the file is empty; delete it if its routes shall go");
      }
      return new RouteDocument(file, root.get());
    } catch (MarkedYamlEngineException e) {
      String problem = e.getProblem() + (e.getContext() == null ? "" : " " + e.getContext());
      throw fault(file, line(e.getProblemMark()), "yaml", "no YAML: " + problem);
    } catch (YamlEngineException e) {
      throw fault(file, 0, "yaml", "no YAML: " + e.getMessage());
    } catch (StackOverflowError e) {
      throw fault(file, 0, "yaml", "brackets or indents are nested too deep");
    }
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

  private JsonNode read(Node node, String pointer) {
    int line = node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    lines.putIfAbsent(pointer, line);
    if (node.getAnchor().isPresent()) {
      throw fault(file, line, "yaml", "anchors (&name) and aliases (*name) are not used here");
    }
    if (!PLAIN.contains(node.getTag())) {
      throw fault(file, line, "yaml", "a tag (" + node.getTag() + ") is not used here");
    }
    if (node instanceof SequenceNode sequence) {
      ArrayNode array = JSON.arrayNode();
      for (Node item : sequence.getValue()) {
        array.add(read(item, pointer + "/" + array.size()));
      }
      return array;
    }
    if (node instanceof MappingNode mapping) {
      ObjectNode object = JSON.objectNode();
      for (NodeTuple member : mapping.getValue()) {
        String key = key(member.getKeyNode(), line);
        String below = pointer + "/" + escape(key);
        // A block begins on the line after its key; the key is where one looks for it.
        member.getKeyNode().getStartMark().ifPresent(mark -> lines.put(below, mark.getLine() + 1));
        if (object.has(key)) {
          throw fault(file, lines.get(below), "yaml", "the key `" + key + "` is there twice");
        }
        object.set(key, read(member.getValueNode(), below));
      }
      return object;
    }
    JsonNode value = scalar((ScalarNode) node);
    if (value.asText().length() > LONGEST_TEXT) {
      throw fault(file, line, "size", "a text longer than " + LONGEST_TEXT + " characters");
    }
    return value;
  }

  private String key(Node node, int line) {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw fault(file, line, "yaml", "a key must be a word");
  }

  private static JsonNode scalar(ScalarNode node) {
    String text = node.getValue();
    Tag tag = node.getTag();
    if (tag.equals(Tag.NULL)) {
      return JSON.nullNode();
    }
    if (tag.equals(Tag.BOOL)) {
      return JSON.booleanNode(Boolean.parseBoolean(text));
    }
    if (tag.equals(Tag.INT)) {
      return JSON.numberNode(new java.math.BigInteger(text));
    }
    // No number of the DSL is a fraction; as text it is what the file says.
    return JSON.textNode(text);
  }

  private static String escape(String key) {
    return key.replace("~", "~0").replace("/", "~1");
  }

  private static int line(Optional<Mark> mark) {
    return mark.map(at -> at.getLine() + 1).orElse(0);
  }

  private static RouteFileException fault(RouteFile file, int line, String rule, String text) {
    return new RouteFileException(List.of(new Fault(file.name(), line, rule, text)));
  }
}
