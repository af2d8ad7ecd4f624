package dev.caravan.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.caravan.EmbeddedCaravan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The check of files without the service knows the service's own routes as they are. */
@EmbeddedCaravan
class TrunkTest {
  @Autowired private CamelContext camel;

  @Test
  void isWhatTheServiceIs() throws IOException {
    ModelCamelContext model = (ModelCamelContext) camel;
    List<Built> routes =
        model.getRouteDefinitions().stream()
            .filter(
                route ->
                    !route.getRouteId().startsWith("work-")
                        && !route.getResource().getLocation().endsWith(".camel.yaml"))
            .map(route -> Built.of(route, camel::resolvePropertyPlaceholders))
            .sorted(Comparator.comparing(Built::routeId))
            .toList();
    Trunk trunk =
        new Trunk(
            routes,
            model.getRouteConfigurationDefinitions().stream()
                .map(RouteConfigurationDefinition::getId)
                .collect(Collectors.toCollection(TreeSet::new)));

    Path now = Path.of("target/trunk.json");
    new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(now.toFile(), trunk);
    assertThat(Files.readString(Path.of("src/main/resources/dev/caravan/release/trunk.json")))
        .as("src/main/resources/dev/caravan/release/trunk.json; what it should be is in %s", now)
        .isEqualToIgnoringWhitespace(Files.readString(now));
  }
}
