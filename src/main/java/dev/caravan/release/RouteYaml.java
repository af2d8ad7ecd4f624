package dev.caravan.release;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
 * Reads plain YAML and notes the line of each part. By the parser that Camel uses, so that both see
 * the same; nothing is constructed from it.
 */
final class RouteYaml {
  private static final Set<Tag> PLAIN =
      Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.SEQ, Tag.MAP);

  /** More than any setting is; the rules look at each text in several ways. */
  private static final int LONGEST_TEXT = 8192;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final RouteFile file;
  private final Map<String, Integer> lines;

  /**
   * @param lines is filled with the line of each part, by its JSON pointer
   */
  RouteYaml(RouteFile file, Map<String, Integer> lines) {
    this.file = file;
    this.lines = lines;
  }

  /**
   * Reads a file.
   *
   * @throws RouteFileException when it is not YAML, or more than plain YAML
   */
  JsonNode read() {
    LoadSettings settings =
        LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).setLabel(file.name()).build();
    try {
      Optional<Node> root = new Compose(settings).composeString(file.text());
      if (root.isEmpty()) {
        throw fault(0, "yaml", "the file is empty; delete it if its routes shall go");
      }
      return read(root.get(), "");
    } catch (MarkedYamlEngineException e) {
      String problem = e.getProblem() + (e.getContext() == null ? "" : " " + e.getContext());
      throw fault(line(e.getProblemMark()), "yaml", "no YAML: " + problem);
    } catch (YamlEngineException e) {
      throw fault(0, "yaml", "no YAML: " + e.getMessage());
    } catch (StackOverflowError e) {
      throw fault(0, "yaml", "brackets or indents are nested too deep");
    }
  }

  private JsonNode read(Node node, String pointer) {
    int line = node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    lines.putIfAbsent(pointer, line);
    if (node.getAnchor().isPresent()) {
      throw fault(line, "yaml", "anchors (&name) and aliases (*name) are not used here");
    }
    if (!PLAIN.contains(node.getTag())) {
      throw fault(line, "yaml", "a tag (" + node.getTag() + ") is not used here");
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
        String below = pointer + "/" + RouteDocument.escape(key);
        // A block begins on the line after its key; the key is where one looks for it.
        member.getKeyNode().getStartMark().ifPresent(mark -> lines.put(below, mark.getLine() + 1));
        if (object.has(key)) {
          throw fault(lines.get(below), "yaml", "the key `" + key + "` is there twice");
        }
        object.set(key, read(member.getValueNode(), below));
      }
      return object;
    }
    JsonNode value = scalar((ScalarNode) node);
    if (value.asText().length() > LONGEST_TEXT) {
      throw fault(line, "size", "a text longer than " + LONGEST_TEXT + " characters");
    }
    return value;
  }

  private String key(Node node, int line) {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw fault(line, "yaml", "a key must be a word");
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

  private static int line(Optional<Mark> mark) {
    return mark.map(at -> at.getLine() + 1).orElse(0);
  }

  private RouteFileException fault(int line, String rule, String text) {
    return new RouteFileException(List.of(new Fault(file.name(), line, rule, text)));
  }
}
