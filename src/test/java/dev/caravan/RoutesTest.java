package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What holds for every route, Java and YAML alike. */
@EmbeddedCaravan
class RoutesTest {
  private static final String WORDS = "[a-z][a-z0-9]*(-[a-z0-9]+)*";
  private static final Set<String> STEPS =
      Set.of("api", "accept", "dispatch", "channel", "report", "callback");

  @Autowired private CamelContext camel;

  @Test
  void haveAnIdADescriptionAndTheGroupOfTheirStep() {
    for (RouteDefinition route : routes()) {
      assertThat(route.getRouteId()).matches(WORDS);
      if (!isRestBinding(route)) {
        assertThat(route.getDescriptionText()).as(route.getRouteId()).isNotBlank();
        assertThat(route.getGroup()).as(route.getRouteId()).isIn(STEPS);
      }
    }
  }

  @Test
  void nameEveryStepThatShowsInMetricsAndDiagrams() {
    List<String> ids = new ArrayList<>();
    for (RouteDefinition route : routes()) {
      if (isRestBinding(route)) {
        continue;
      }
      // Without what a route configuration adds: that is the same in all, and named there.
      Collection<ProcessorDefinition> steps =
          ProcessorDefinitionHelper.filterTypeInOutputs(
              route.getOutputs().stream()
                  .filter(step -> !(step instanceof OnExceptionDefinition))
                  .toList(),
              ProcessorDefinition.class);
      assertThat(steps).as(route.getRouteId()).isNotEmpty();
      for (ProcessorDefinition<?> step : steps) {
        assertThat(step.getId()).as(route.getRouteId() + ": " + step).matches(WORDS);
        ids.add(step.getId());
      }
    }
    assertThat(ids).doesNotHaveDuplicates();
  }

  @Test
  void pairEveryDirectProducerWithAConsumerNamedAfterItsRoute() {
    Set<String> consumed =
        camel.getRoutes().stream()
            .map(route -> route.getEndpoint().getEndpointUri())
            .filter(uri -> uri.startsWith("direct:"))
            .collect(Collectors.toSet());
    for (Route route : camel.getRoutes()) {
      String uri = route.getEndpoint().getEndpointUri();
      if (uri.startsWith("direct:")) {
        assertThat(uri).isEqualTo("direct://" + route.getRouteId());
      }
    }
    for (RouteDefinition route : routes()) {
      for (ToDefinition to :
          ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ToDefinition.class)) {
        String uri = to.getEndpointUri().replaceFirst("\\?.*", "");
        if (uri.startsWith("direct:")) {
          assertThat(consumed)
              .as(route.getRouteId() + " to " + uri)
              .contains(uri.replaceFirst("direct:(//)?", "direct://"));
        }
      }
    }
  }

  @Test
  void applyErrorConfigurationsThatExist() {
    ModelCamelContext model = (ModelCamelContext) camel;
    Set<String> known =
        model.getRouteConfigurationDefinitions().stream()
            .map(RouteConfigurationDefinition::getId)
            .collect(Collectors.toSet());
    for (RouteDefinition route : routes()) {
      if (isRestBinding(route)) {
        continue;
      }
      assertThat(route.getRouteConfigurationId()).as(route.getRouteId()).isIn(known);
      assertThat(route.getAppliedRouteConfigurationIds())
          .as(route.getRouteId())
          .containsExactly(route.getRouteConfigurationId());
    }
  }

  private List<RouteDefinition> routes() {
    List<RouteDefinition> routes = ((ModelCamelContext) camel).getRouteDefinitions();
    assertThat(routes).hasSizeGreaterThan(10);
    return routes;
  }

  /** The route that Camel makes of a REST operation: all it does is call a route of ours. */
  private static boolean isRestBinding(RouteDefinition route) {
    return Boolean.TRUE.equals(route.isRest());
  }
}
