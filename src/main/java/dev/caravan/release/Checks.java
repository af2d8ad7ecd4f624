package dev.caravan.release;

import dev.caravan.release.ReleasePlan.Checked;
import dev.caravan.release.ReleasePlan.RunningFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteTemplateDefinition;

/** All that is checked before anything moves. */
final class Checks {
  private final ModelCamelContext camel;
  private final LiveRoutes live;
  private final Trial trial;
  private final RouteBeans beans;
  private final StructureRules structure;
  private final SafetyRules safety;
  private final DslSchema schema = new DslSchema();

  Checks(
      ModelCamelContext camel,
      LiveRoutes live,
      Trial trial,
      RouteBeans beans,
      ReleaseProperties release) {
    this.camel = camel;
    this.live = live;
    this.trial = trial;
    this.beans = beans;
    this.structure = new StructureRules(beans);
    this.safety = new SafetyRules(beans, release, camel::resolvePropertyPlaceholders);
  }

  /**
   * Checks files that change together.
   *
   * @param changes the files by name; null for one that goes
   * @throws RouteFileException with every fault that was found
   */
  ReleasePlan plan(Map<String, RouteFile> changes, Map<String, RunningFile> running) {
    List<RouteDocument> documents =
        changes.values().stream().filter(Objects::nonNull).map(this::read).toList();
    Map<String, RunningFile> replaced = replaced(changes.keySet(), documents, running);
    List<RouteDocument> all = withDependents(documents, changes.keySet(), replaced);
    NeighbourRules neighbours = neighbours(all, replaced);
    List<Fault> faults = new ArrayList<>();
    documents.forEach(document -> neighbours.check(document, faults::add));
    refuseIfAny(faults);

    String blamed = changes.keySet().iterator().next();
    Trial.Result result =
        all.isEmpty()
            ? new Trial.Result(List.of(), Map.of())
            : trial.build(all, live.templatesBut(templatesOf(all, replaced)), safety);
    Map<String, Object> allBeans = allBeans(blamed, result, replaced, running);
    Set<String> lost =
        live.routesBut(Set.of()).stream()
            .filter(route -> routesOf(replaced).contains(route.routeId()))
            .map(Built::consumed)
            .collect(Collectors.toSet());
    neighbours
        .check(result.routes(), beans.calls(allBeans), lost)
        .forEach(text -> faults.add(new Fault(blamed, 0, "consumer", text)));
    refuseIfAny(faults);
    List<Checked> added =
        all.stream()
            .map(document -> new Checked(document, result.beans().get(document.file().name())))
            .toList();
    return new ReleasePlan(replaced, added, allBeans);
  }

  /**
   * Checks that every endpoint which a route calls is the start of one.
   *
   * @throws RouteFileException naming what is missing
   */
  void complete(String folder) {
    List<Built> routes = live.routesBut(Set.of());
    Set<String> called = new LinkedHashSet<>();
    routes.forEach(route -> called.addAll(route.called()));
    refuseIfAny(
        new NeighbourRules(live, routes, Set.of(), Set.of())
            .check(List.of(), Map.of(), called).stream()
                .map(text -> new Fault(folder, 0, "consumer", text))
                .toList());
  }

  private RouteDocument read(RouteFile file) {
    RouteDocument document = RouteDocument.parse(file);
    List<Fault> faults = new ArrayList<>();
    structure.check(document, faults::add);
    safety.check(document, faults::add);
    if (faults.isEmpty()) {
      faults.addAll(schema.check(document));
    }
    refuseIfAny(faults);
    return document;
  }

  private static Map<String, RunningFile> replaced(
      Set<String> changed, List<RouteDocument> documents, Map<String, RunningFile> running) {
    Set<String> templates = new LinkedHashSet<>();
    documents.forEach(document -> templates.addAll(document.templates(true)));
    running.forEach(
        (name, file) -> {
          if (changed.contains(name)) {
            templates.addAll(file.document().templates(true));
          }
        });
    Map<String, RunningFile> replaced = new TreeMap<>();
    running.forEach(
        (name, file) -> {
          if (changed.contains(name)
              || file.document().templates(false).stream().anyMatch(templates::contains)) {
            replaced.put(name, file);
          }
        });
    return replaced;
  }

  /** Files with templates come first: the others may be made from them. */
  private static List<RouteDocument> withDependents(
      List<RouteDocument> documents, Set<String> changed, Map<String, RunningFile> replaced) {
    List<RouteDocument> all = new ArrayList<>(documents);
    replaced.forEach(
        (name, file) -> {
          if (!changed.contains(name)) {
            all.add(file.document());
          }
        });
    all.sort(
        Comparator.comparing((RouteDocument document) -> document.templates(true).isEmpty())
            .thenComparing(document -> document.file().name()));
    return all;
  }

  private NeighbourRules neighbours(List<RouteDocument> all, Map<String, RunningFile> replaced) {
    Set<String> templates = new LinkedHashSet<>();
    live.templatesBut(templatesOf(List.of(), replaced)).stream()
        .map(RouteTemplateDefinition::getId)
        .forEach(templates::add);
    all.forEach(document -> templates.addAll(document.templates(true)));
    return new NeighbourRules(
        live,
        live.routesBut(routesOf(replaced)),
        camel.getRouteConfigurationDefinitions().stream()
            .map(RouteConfigurationDefinition::getId)
            .collect(Collectors.toSet()),
        templates);
  }

  private Map<String, Object> allBeans(
      String blamed,
      Trial.Result result,
      Map<String, RunningFile> replaced,
      Map<String, RunningFile> running) {
    Map<String, Object> all = new TreeMap<>();
    running.forEach(
        (name, file) -> {
          if (!replaced.containsKey(name)) {
            all.putAll(file.beans());
          }
        });
    List<Fault> faults = new ArrayList<>();
    result
        .beans()
        .forEach(
            (name, ofFile) ->
                ofFile.forEach(
                    (bean, value) -> {
                      if (all.put(bean, value) != null || trial.knows(bean)) {
                        faults.add(
                            new Fault(
                                name,
                                0,
                                "bean",
                                "there is a bean `" + bean + "` already; rename it"));
                      }
                    }));
    refuseIfAny(faults);
    try {
      beans.check(all);
    } catch (IllegalArgumentException e) {
      throw new RouteFileException(List.of(new Fault(blamed, 0, "bean", e.getMessage())), e);
    }
    return all;
  }

  private static Set<String> routesOf(Map<String, RunningFile> files) {
    return files.values().stream()
        .flatMap(file -> file.installed().routes().stream())
        .collect(Collectors.toSet());
  }

  private static Set<String> templatesOf(
      List<RouteDocument> documents, Map<String, RunningFile> replaced) {
    Set<String> templates = new LinkedHashSet<>();
    documents.forEach(document -> templates.addAll(document.templates(true)));
    replaced.values().forEach(file -> templates.addAll(file.installed().templates()));
    return templates;
  }

  private static void refuseIfAny(List<Fault> faults) {
    if (!faults.isEmpty()) {
      throw new RouteFileException(faults);
    }
  }
}
