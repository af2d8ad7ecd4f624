package dev.caravan.release;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** The JSON schema of Camel's YAML DSL, as it comes with Camel. */
final class DslSchema {
  private static final String RESOURCE = "/schema/camelYamlDsl.json";
  private static final int MOST_FAULTS = 5;

  private final JsonSchema schema;

  DslSchema() {
    JsonMetaSchema v4 =
        JsonMetaSchema.builder(JsonMetaSchema.getV4())
            .keyword(new NonValidationKeyword("deprecated"))
            .build();
    JsonSchemaFactory factory =
        JsonSchemaFactory.builder().metaSchema(v4).defaultMetaSchemaIri(v4.getIri()).build();
    // The whole of it is 800 kB, of which a file uses little.
    SchemaValidatorsConfig config =
        SchemaValidatorsConfig.builder()
            .pathType(PathType.JSON_POINTER)
            .preloadJsonSchema(false)
            .build();
    try (InputStream in = DslSchema.class.getResourceAsStream(RESOURCE)) {
      schema = factory.getSchema(in, config);
    } catch (IOException e) {
      throw new UncheckedIOException(RESOURCE, e);
    }
  }

  /** What in the document is not of the DSL; the deepest parts first, where the fault is. */
  List<Fault> check(RouteDocument document) {
    Set<ValidationMessage> messages = schema.validate(document.tree());
    return messages.stream()
        .sorted(Comparator.comparingInt(DslSchema::depth).reversed())
        .map(message -> fault(document, message))
        .distinct()
        .limit(MOST_FAULTS)
        .toList();
  }

  private static int depth(ValidationMessage message) {
    return message.getInstanceLocation().getNameCount();
  }

  private static Fault fault(RouteDocument document, ValidationMessage message) {
    String pointer = message.getInstanceLocation().toString();
    JsonNode property = document.tree().at(pointer).get(String.valueOf(message.getProperty()));
    String at = property == null ? pointer : pointer + "/" + message.getProperty();
    // The pointer before the text says less than the line.
    String text = message.getMessage().replaceFirst("^\\Q%s\\E: ".formatted(pointer), "");
    return document.fault(at, "schema", "not of Camel's YAML DSL, correct or remove it: " + text);
  }
}
