package dev.caravan.release;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SendDefinition;

/**
 * What a route is to the others.
 *
 * @param steps the ids of its steps
 * @param consumed the endpoint that it starts from, without options
 * @param called the {@code direct:} endpoints that it calls
 */
record Built(String routeId, Set<String> steps, String consumed, Set<String> called) {
  /**
   * @param resolver puts the values in the place of placeholders
   */
  static Built of(RouteDefinition route, UnaryOperator<String> resolver) {
    UnaryOperator<String> resolve = text -> resolver.apply(withParameters(text, route));
    Set<String> steps = new LinkedHashSet<>();
    if (route.getInput().hasCustomIdAssigned()) {
      steps.add(route.getInput().getId());
    }
    for (ProcessorDefinition<?> step :
        ProcessorDefinitionHelper.filterTypeInOutputs(
            route.getOutputs(), ProcessorDefinition.class)) {
      if (step.hasCustomIdAssigned()) {
        steps.add(step.getId());
      }
    }
    Set<String> called = new LinkedHashSet<>();
    for (SendDefinition<?> send :
        ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), SendDefinition.class)) {
      String uri = Endpoints.withoutOptions(resolve.apply(send.getEndpointUri()));
      if (uri.startsWith("direct:")) {
        called.add(uri);
      }
    }
    return new Built(
        route.getRouteId(),
        steps,
        Endpoints.withoutOptions(resolve.apply(route.getInput().getEndpointUri())),
        called);
  }

  /** A route from a template has its parameters beside it, and its text as the template's. */
  private static String withParameters(String text, RouteDefinition route) {
    String result = text;
    if (route.getTemplateParameters() != null) {
      for (Map.Entry<String, Object> parameter : route.getTemplateParameters().entrySet()) {
        result =
            result.replace("{{" + parameter.getKey() + "}}", String.valueOf(parameter.getValue()));
      }
    }
    return result;
  }

  static List<Built> of(List<RouteDefinition> routes, UnaryOperator<String> resolve) {
    return routes.stream().map(route -> of(route, resolve)).toList();
  }
}
