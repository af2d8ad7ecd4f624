package dev.caravan.release;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.camel.Route;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.service.ServiceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files' routes in the running Camel context: added file by file, and taken away again. */
final class LiveRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(LiveRoutes.class);
  private static final long POLL_MILLIS = 10;

  private final ModelCamelContext camel;
  private final Duration drainTimeout;
  private final Placeholders placeholders;

  LiveRoutes(ModelCamelContext camel, Duration drainTimeout) {
    this.camel = camel;
    this.drainTimeout = drainTimeout;
    this.placeholders = new Placeholders(camel::resolvePropertyPlaceholders);
  }

  /** What one file has brought into the context. */
  record Installed(List<String> routes, List<String> templates, List<String> beans) {}

  /**
   * Adds a file's routes and those that its beans bring with them, and starts them if Camel runs.
   * If one fails, those that did start are gone again.
   *
   * @throws RouteFileException saying what failed
   */
  Installed add(RouteDocument file, RoutesBuilder beside) {
    Set<String> before = routeIds();
    try {
      Trial.load(camel, file.file());
      camel.addRoutes(beside);
      return installed(file, before);
    } catch (Exception e) {
      remove(List.of(installed(file, before)));
      if (e instanceof RouteFileException refused) {
        throw refused;
      }
      throw new RouteFileException(
          List.of(
              new Fault(
                  file.file().name(), 0, "start", "Camel cannot start it: " + e.getMessage())),
          e);
    }
  }

  /**
   * Takes files' routes away. First those that are fed from outside get nothing more and end what
   * is in flight, by the routes that others call; then those, too.
   */
  void remove(Collection<Installed> files) {
    List<String> ids = files.stream().flatMap(file -> file.routes().stream()).toList();
    Map<Boolean, List<Route>> called =
        ids.stream()
            .map(camel::getRoute)
            .filter(Objects::nonNull)
            .collect(Collectors.partitioningBy(LiveRoutes::isCalled));
    drain(called.get(false));
    drain(called.get(true));
    attempt(() -> camel.removeRouteDefinitions(matching(ids::contains)));
    for (Installed file : files) {
      attempt(() -> camel.removeRouteTemplateDefinitions(templates(file.templates()::contains)));
      file.beans().forEach(camel.getRegistry()::unbind);
      camel.getCustomBeans().removeIf(bean -> file.beans().contains(bean.getName()));
    }
  }

  /** Camel's own word for it: a consumer that is to stop after those that use it. */
  private static boolean isCalled(Route route) {
    return route.getConsumer() instanceof ShutdownAware aware
        && aware.deferShutdown(ShutdownRunningTask.CompleteAllTasks);
  }

  private void drain(List<Route> routes) {
    routes.forEach(route -> attempt(() -> ServiceHelper.suspendService(route.getConsumer())));
    awaitDrained(routes.stream().map(Route::getRouteId).toList());
  }

  /** The templates in the context but those. */
  List<RouteTemplateDefinition> templatesBut(Collection<String> ids) {
    return templates(id -> !ids.contains(id));
  }

  /** The routes in the context but those. */
  List<Built> routesBut(Collection<String> ids) {
    return Built.of(matching(id -> !ids.contains(id)), placeholders::resolve);
  }

  Placeholders placeholders() {
    return placeholders;
  }

  private Installed installed(RouteDocument file, Set<String> before) {
    return new Installed(
        routeIds().stream().filter(id -> !before.contains(id)).toList(),
        file.templates(true),
        file.beanNames());
  }

  private Set<String> routeIds() {
    return matching(id -> true).stream()
        .map(RouteDefinition::getRouteId)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private List<RouteDefinition> matching(Predicate<String> ids) {
    return new ArrayList<>(camel.getRouteDefinitions())
        .stream().filter(route -> ids.test(route.getRouteId())).toList();
  }

  private List<RouteTemplateDefinition> templates(Predicate<String> ids) {
    return new ArrayList<>(camel.getRouteTemplateDefinitions())
        .stream().filter(template -> ids.test(template.getId())).toList();
  }

  private void awaitDrained(List<String> ids) {
    long end = System.nanoTime() + drainTimeout.toNanos();
    while (ids.stream().anyMatch(id -> camel.getInflightRepository().size(id) > 0)) {
      if (System.nanoTime() - end > 0) {
        LOG.warn("{} have work in flight after {}; they are stopped with it", ids, drainTimeout);
        return;
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** What cannot be taken away is told, and the rest still goes. */
  private static void attempt(Removal removal) {
    try {
      removal.run();
    } catch (Exception e) {
      LOG.error("a route, template or bean is left behind", e);
    }
  }

  private interface Removal {
    void run() throws Exception;
  }
}
