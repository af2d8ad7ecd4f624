package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.DefaultRoutesLoader;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** Route files are of the form that a designer reads and writes back without a change of names. */
class RouteFileShapesTest {
  static Stream<Path> files() throws IOException {
    return Stream.concat(Files.walk(Path.of("routes")), Files.walk(Path.of("docs/examples")))
        .filter(file -> file.toString().endsWith(".yaml"));
  }

  @ParameterizedTest
  @MethodSource("files")
  void agreeWithTheSchemaOfTheYamlDsl(Path file) throws IOException {
    JsonNode document = new ObjectMapper().valueToTree(new Yaml().load(Files.readString(file)));
    try (InputStream schema = getClass().getResourceAsStream("/schema/camelYamlDsl.json")) {
      assertThat(
              JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4)
                  .getSchema(schema)
                  .validate(document))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void keepTheirIdsAndEndpointsThroughCamelsModel(Path file) throws Exception {
    try (DefaultCamelContext camel = context();
        DefaultCamelContext again = context()) {
      List<RouteDefinition> routes =
          load(camel, "x.camel.yaml", withoutBeans(Files.readString(file)));
      // As XML: Camel 4.17 writes no YAML of a call of a bean.
      StringBuilder written = new StringBuilder("<routes>");
      for (RouteDefinition route : routes) {
        written.append(PluginHelper.getModelToXMLDumper(camel).dumpModelAsXml(camel, route));
      }

      List<RouteDefinition> reread = load(again, "x.xml", written.append("</routes>").toString());

      assertThat(names(routes)).isNotEmpty();
      assertThat(names(reread)).isEqualTo(names(routes));
    }
  }

  /** A designer loses comments; {@code note} and this project's documents keep what they say. */
  @ParameterizedTest
  @MethodSource("files")
  void haveNoComments(Path file) throws IOException {
    assertThat(Files.readAllLines(file)).noneMatch(line -> line.strip().startsWith("#"));
  }

  private static DefaultCamelContext context() {
    DefaultCamelContext camel = new DefaultCamelContext();
    camel.build();
    return camel;
  }

  private static List<RouteDefinition> load(DefaultCamelContext camel, String name, String text)
      throws Exception {
    try (DefaultRoutesLoader loader = new DefaultRoutesLoader(camel)) {
      loader.loadRoutes(ResourceHelper.fromString(name, text));
    }
    return camel.getRouteDefinitions();
  }

  /** Beans need the service's settings; the routes are what a designer shows. */
  private static String withoutBeans(String text) {
    int route = text.indexOf("- route:");
    return text.substring(route);
  }

  private static List<String> names(List<RouteDefinition> routes) {
    List<String> names = new ArrayList<>();
    for (RouteDefinition route : routes) {
      names.add("route " + route.getRouteId());
      names.add("from " + route.getInput().getEndpointUri());
      for (ProcessorDefinition<?> step :
          ProcessorDefinitionHelper.filterTypeInOutputs(
              route.getOutputs(), ProcessorDefinition.class)) {
        names.add(step.getShortName() + " " + step.getId());
        if (step instanceof SendDefinition<?> send) {
          names.add("to " + send.getEndpointUri());
        }
      }
    }
    return names;
  }
}
