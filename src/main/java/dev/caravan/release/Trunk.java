package dev.caravan.release;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.model.RouteDefinition;

/**
 * What route files have to fit to, for a check without the service: its Java routes and error
 * configurations by name. Written down in {@code trunk.json}; a test holds it to the truth.
 */
record Trunk(List<Built> routes, Set<String> errorConfigurations) {
  private static final String RESOURCE = "trunk.json";

  static Trunk load() {
    try (InputStream in = Trunk.class.getResourceAsStream(RESOURCE)) {
      return new ObjectMapper().readValue(in, Trunk.class);
    } catch (IOException e) {
      throw new UncheckedIOException(RESOURCE, e);
    }
  }

  /** Puts routes of these names into a context that is never started. */
  void standIn(CamelContext camel) throws Exception {
    camel.addRoutes(
        new RouteConfigurationBuilder() {
          @Override
          public void configuration() {
            errorConfigurations.forEach(
                id -> routeConfiguration(id).errorHandler(noErrorHandler()));
          }
        });
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            for (Built each : routes) {
              RouteDefinition route = from(each.consumed()).routeId(each.routeId());
              each.steps().forEach(step -> route.log("").id(step));
              each.called().forEach(route::to);
            }
          }
        });
  }
}
