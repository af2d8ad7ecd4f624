package dev.caravan.release;

import dev.caravan.release.ReleasePlan.Checked;
import dev.caravan.release.ReleasePlan.RunningFile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
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
    this.safety = new SafetyRules(beans, release, live.placeholders());
  }

  /**
   * Checks files that change together.
   *
   * @param changes the files by name; null for one that goes
   * @throws RouteFileException with every fault that was found
   */
  ReleasePlan plan(Map<String, RouteFile> changes, Map<String, RunningFile> running) {
    return plan(changes, running, this::startsOf, changes.keySet().iterator().next());
  }

  /**
   * Checks files that are to be all there are.
   *
   * @throws RouteFileException with every fault that was found
   */
  void whole(Map<String, RouteFile> files, String folder) {
    plan(files, Map.of(), replaced -> called(), folder);
  }

  /**
   * @param needed the endpoints of which those that the neighbours call must be there
   * @param blamed what is named where no file can be
   */
  private ReleasePlan plan(
      Map<String, RouteFile> changes,
      Map<String, RunningFile> running,
      Function<Map<String, RunningFile>, Set<String>> needed,
      String blamed) {
    try {
      return checked(changes, running, needed, blamed);
    } catch (RouteFileException e) {
      throw e;
    } catch (RuntimeException e) {
      // Whatever a file makes a check do, it is a refusal of that file and of no other.
      throw new RouteFileException(List.of(new Fault(blamed, 0, "build", e.toString())), e);
    }
  }

  private ReleasePlan checked(
      Map<String, RouteFile> changes,
      Map<String, RunningFile> running,
      Function<Map<String, RunningFile>, Set<String>> needed,
      String blamed) {
    List<RouteDocument> documents = read(changes.values());
    Map<String, RunningFile> replaced = replaced(changes.keySet(), documents, running);
    List<RouteDocument> all = withDependents(documents, changes.keySet(), replaced);
    NeighbourRules neighbours = neighbours(all, replaced);
    List<Fault> faults = new ArrayList<>();
    all.forEach(document -> neighbours.check(document, faults::add));
    refuseIfAny(faults);

    Trial.Result result =
        all.isEmpty()
            ? new Trial.Result(List.of(), Map.of())
            : trial.build(all, live.templatesBut(templatesOf(all, replaced)), safety);
    Map<String, Object> allBeans = allBeans(all, result, replaced, running);
    neighbours
        .check(result.routes(), beans.calls(allBeans), needed.apply(replaced))
        .forEach(misfit -> faults.add(fault(misfit, all, blamed)));
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
    refuseIfAny(
        new NeighbourRules(live.placeholders(), live.routesBut(Set.of()), Set.of(), Set.of())
            .check(List.of(), Map.of(), called()).stream()
                .map(misfit -> fault(misfit, List.of(), folder))
                .toList());
  }

  private Set<String> called() {
    return live.routesBut(Set.of()).stream()
        .flatMap(route -> route.called().stream())
        .collect(Collectors.toSet());
  }

  private Set<String> startsOf(Map<String, RunningFile> files) {
    Set<String> ids = routesOf(files);
    return live.routesBut(Set.of()).stream()
        .filter(route -> ids.contains(route.routeId()))
        .map(Built::consumed)
        .collect(Collectors.toSet());
  }

  private List<RouteDocument> read(Collection<RouteFile> files) {
    List<RouteDocument> documents = new ArrayList<>();
    List<Fault> faults = new ArrayList<>();
    for (RouteFile file : files) {
      if (file != null) {
        try {
          RouteDocument document = RouteDocument.parse(file);
          check(document, faults);
          documents.add(document);
        } catch (RouteFileException e) {
          faults.addAll(e.faults());
        }
      }
    }
    refuseIfAny(faults);
    return documents;
  }

  private void check(RouteDocument document, List<Fault> faults) {
    int before = faults.size();
    structure.check(document, faults::add);
    safety.check(document, faults::add);
    SecretRules.check(document, faults::add);
    live.placeholders().check(document, faults::add);
    if (faults.size() == before) {
      faults.addAll(schema.check(document));
    }
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

  private static List<RouteDocument> withDependents(
      List<RouteDocument> documents, Set<String> changed, Map<String, RunningFile> replaced) {
    List<RouteDocument> all = new ArrayList<>(documents);
    replaced.forEach(
        (name, file) -> {
          if (!changed.contains(name)) {
            all.add(file.document());
          }
        });
    all.sort(RouteDocument.TEMPLATES_FIRST);
    return all;
  }

  private NeighbourRules neighbours(List<RouteDocument> all, Map<String, RunningFile> replaced) {
    Set<String> templates = new LinkedHashSet<>();
    live.templatesBut(templatesOf(List.of(), replaced)).stream()
        .map(RouteTemplateDefinition::getId)
        .forEach(templates::add);
    all.forEach(document -> templates.addAll(document.templates(true)));
    return new NeighbourRules(
        live.placeholders(),
        live.routesBut(routesOf(replaced)),
        camel.getRouteConfigurationDefinitions().stream()
            .map(RouteConfigurationDefinition::getId)
            .collect(Collectors.toSet()),
        templates);
  }

  private Map<String, Object> allBeans(
      List<RouteDocument> documents,
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
    for (RouteDocument document : documents) {
      result
          .beans()
          .get(document.file().name())
          .forEach((name, bean) -> add(document, name, bean, all, faults));
    }
    refuseIfAny(faults);
    return all;
  }

  /** Adds a bean to those of before, if it is good by itself and goes with them. */
  private void add(
      RouteDocument document,
      String name,
      Object bean,
      Map<String, Object> all,
      List<Fault> faults) {
    String text = null;
    if (all.put(name, bean) != null || trial.knows(name)) {
      text = "there is a bean `" + name + "` already; rename it";
    } else {
      try {
        beans.check(Map.of(name, bean));
        beans.check(all);
      } catch (IllegalArgumentException e) {
        text = e.getMessage();
        all.remove(name);
      }
    }
    if (text != null) {
      faults.add(new Fault(document.file().name(), document.lineOfBean(name), "bean", text));
    }
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

  private static Fault fault(
      NeighbourRules.Misfit misfit, List<RouteDocument> documents, String otherwise) {
    for (RouteDocument document : documents) {
      int line = document.lineOfRoute(misfit.routeId());
      if (line > 0) {
        return new Fault(document.file().name(), line, "consumer", misfit.text());
      }
    }
    return new Fault(otherwise, 0, "consumer", misfit.text());
  }

  private static void refuseIfAny(List<Fault> faults) {
    if (!faults.isEmpty()) {
      throw new RouteFileException(faults.stream().distinct().toList());
    }
  }
}
