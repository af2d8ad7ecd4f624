package dev.caravan.release;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Files fit to the routes beside them: those of Java, those of other files, and one another. */
final class NeighbourRules {
  private final Placeholders placeholders;
  private final List<Built> neighbours;
  private final Set<String> errorConfigurations;
  private final Set<String> templates;
  private final Map<String, String> ids = new HashMap<>();
  private final Map<String, String> consumed;

  /**
   * @param neighbours all routes but those that the release replaces
   * @param errorConfigurations the ids of all route configurations
   * @param templates the ids of all templates that there will be
   */
  NeighbourRules(
      Placeholders placeholders,
      List<Built> neighbours,
      Set<String> errorConfigurations,
      Set<String> templates) {
    this.placeholders = placeholders;
    this.neighbours = neighbours;
    this.errorConfigurations = errorConfigurations;
    this.templates = templates;
    this.consumed = consumed();
    for (Built route : neighbours) {
      route.steps().forEach(step -> ids.put(step, "in route " + route.routeId()));
      ids.put(route.routeId(), "as the id of a route");
    }
  }

  /** Checks what a file's YAML says by itself; the next file has it for a neighbour. */
  void check(RouteDocument document, Consumer<Fault> faults) {
    String here = "in " + document.file().name();
    for (StructureRules.Id id : StructureRules.ids(document)) {
      String other = ids.putIfAbsent(id.id(), here);
      if (other != null && !other.equals(here)) {
        faults.accept(
            document.fault(
                id.pointer(),
                "id",
                "`%s` is used already %s; give it another id".formatted(id.id(), other)));
      }
    }
    for (Endpoints.Named endpoint : Endpoints.of(document, placeholders::resolve)) {
      String other = endpoint.consumer() ? consumed.putIfAbsent(endpoint.uri(), here) : null;
      if (other != null) {
        faults.accept(
            document.fault(
                endpoint.pointer(),
                "consumer",
                "%s is the start of another route already, %s".formatted(endpoint.uri(), other)));
      }
    }
    document.forEachStep(
        (pointer, step) -> {
          checkKnown(document, pointer, step.path("routeConfigurationId").asText(""), faults);
        });
    document.forEachItem(
        "templatedRoute",
        (pointer, item) -> {
          String template = item.path("routeTemplateRef").asText();
          if (!templates.contains(template)) {
            faults.accept(
                document.fault(
                    pointer + "/routeTemplateRef",
                    "reference",
                    "no template `%s`; there are %s"
                        .formatted(template, templates.stream().sorted().toList())));
          }
        });
  }

  private void checkKnown(
      RouteDocument document, String pointer, String configuration, Consumer<Fault> faults) {
    if (!configuration.isEmpty() && !errorConfigurations.contains(configuration)) {
      faults.accept(
          document.fault(
              pointer + "/routeConfigurationId",
              "reference",
              "no route configuration `%s`; there are %s"
                  .formatted(configuration, errorConfigurations.stream().sorted().toList())));
    }
  }

  /**
   * Checks what the built routes would make of the whole.
   *
   * @param calls what the beans call: endpoint and caller
   * @param lost the endpoints that the replaced routes start from
   * @return what does not fit
   */
  List<Misfit> check(Collection<Built> built, Map<String, String> calls, Set<String> lost) {
    List<Misfit> misfits = new ArrayList<>();
    Map<String, String> starts = consumed();
    for (Built route : built) {
      String other = starts.putIfAbsent(route.consumed(), "by route " + route.routeId());
      if (other != null) {
        String text = "route %s starts from %s, which is the start of another route already, %s";
        misfits.add(
            new Misfit(route.routeId(), text.formatted(route.routeId(), route.consumed(), other)));
      }
    }
    List<Call> made = new ArrayList<>();
    calls.forEach((uri, caller) -> made.add(new Call(caller, "", uri)));
    for (Built route : neighbours) {
      route.called().stream()
          .filter(lost::contains)
          .forEach(uri -> made.add(new Call("route " + route.routeId(), "", uri)));
    }
    for (Built route : built) {
      route
          .called()
          .forEach(uri -> made.add(new Call("route " + route.routeId(), route.routeId(), uri)));
    }
    made.stream()
        .filter(call -> !starts.containsKey(call.uri()))
        .forEach(call -> misfits.add(new Misfit(call.routeId(), call.hasNoRoute())));
    return misfits;
  }

  /**
   * What does not fit.
   *
   * @param routeId the new route that it lies at; empty when it is none
   */
  record Misfit(String routeId, String text) {}

  private record Call(String caller, String routeId, String uri) {
    String hasNoRoute() {
      return "%s is called by %s, and no route would start from it; add or keep one"
          .formatted(uri, caller);
    }
  }

  private Map<String, String> consumed() {
    Map<String, String> starts = new HashMap<>();
    neighbours.forEach(route -> starts.put(route.consumed(), "by route " + route.routeId()));
    return starts;
  }
}
