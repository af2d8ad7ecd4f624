package dev.caravan.release;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.Endpoint;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.DefaultRoutesLoader;
import org.apache.camel.impl.engine.ExplicitCamelContextNameStrategy;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.spring.spi.ApplicationContextBeanRepository;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.ResolverHelper;
import org.apache.camel.support.ResourceHelper;
import org.springframework.context.ApplicationContext;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.env.Environment;

/**
 * Builds files in a Camel context of their own, which has the service's beans and settings and is
 * thrown away: endpoints, expressions and beans are made, and no route starts.
 */
final class Trial {
  private final ApplicationContext application;

  Trial(ApplicationContext application) {
    this.application = application;
  }

  /**
   * What became of the files.
   *
   * @param beans what each file's beans are, by the file's name and theirs
   */
  record Result(List<Built> routes, Map<String, Map<String, Object>> beans) {}

  /**
   * Builds the files together.
   *
   * @param templates what is not in the files and their routes may be made from
   * @throws RouteFileException naming the file that does not build
   */
  Result build(
      List<RouteDocument> files, List<RouteTemplateDefinition> templates, SafetyRules safety) {
    try (DefaultCamelContext camel = context(application)) {
      camel.addRouteTemplateDefinitions(templates);
      camel.build();
      for (RouteDocument file : files) {
        load(camel, file.file());
      }
      start(camel, files);
      checkEndpoints(camel, files, safety);
      Map<String, Map<String, Object>> beans = new LinkedHashMap<>();
      files.forEach(file -> beans.put(file.file().name(), beansOf(file, camel)));
      return new Result(
          Built.of(camel.getRouteDefinitions(), camel::resolvePropertyPlaceholders), beans);
    } catch (RouteFileException e) {
      throw e;
    } catch (Exception e) {
      throw fault(files.get(0).file().name(), 0, e);
    }
  }

  /** Whether the service itself has a bean of that name. */
  boolean knows(String bean) {
    return application.containsBean(bean);
  }

  /** Adds a file's routes, templates and beans to a context. */
  static void load(CamelContext camel, RouteFile file) {
    // A loader of its own: Camel's remembers beans of a load that failed, and leaves them out.
    try (DefaultRoutesLoader loader = new DefaultRoutesLoader(camel)) {
      loader.loadRoutes(ResourceHelper.fromString(file.name(), file.text()));
    } catch (Exception e) {
      throw fault(file.name(), 0, e);
    }
  }

  /** The beans that a file declares, as they are in that context. */
  static Map<String, Object> beansOf(RouteDocument file, CamelContext camel) {
    Map<String, Object> beans = new LinkedHashMap<>();
    file.beanNames().forEach(name -> beans.put(name, camel.getRegistry().lookupByName(name)));
    return beans;
  }

  /** A context that has the service's beans and settings, and starts no route. */
  static DefaultCamelContext context(ApplicationContext application) {
    DefaultCamelContext camel =
        new DefaultCamelContext(
            new DefaultRegistry(new ApplicationContextBeanRepository(application)));
    camel.setNameStrategy(new ExplicitCamelContextNameStrategy("trial"));
    camel.disableJMX();
    camel.setAutoStartup(false);
    addComponents(camel, application);
    camel.getPropertiesComponent().addPropertiesSource(new Settings(application.getEnvironment()));
    return camel;
  }

  /**
   * Adds the service's own components that serve one context each. Camel would find them by name,
   * but not once a file's card has the same name: {@code smpp} is both.
   */
  static void addComponents(CamelContext camel, ApplicationContext application) {
    for (String name : application.getBeanNamesForType(Component.class)) {
      if (application.isPrototype(name)) {
        camel.addComponent(
            name.substring(0, name.lastIndexOf(ResolverHelper.COMPONENT_FALLBACK_SUFFIX)),
            application.getBean(name, Component.class));
      }
    }
  }

  private static void start(DefaultCamelContext camel, List<RouteDocument> files) {
    try {
      camel.start();
    } catch (Exception e) {
      FailedToCreateRouteException failed = find(e);
      String routeId = failed == null ? "" : failed.getRouteId();
      RouteDocument file =
          files.stream()
              .filter(each -> each.lineOfRoute(routeId) > 0)
              .findFirst()
              .orElse(files.get(0));
      throw fault(file.file().name(), file.lineOfRoute(routeId), e);
    }
  }

  /** What came out of a template's parameters is seen only here. */
  private static void checkEndpoints(
      DefaultCamelContext camel, List<RouteDocument> files, SafetyRules safety) {
    Set<String> consumers =
        camel.getRoutes().stream()
            .map(route -> route.getEndpoint().getEndpointUri())
            .collect(Collectors.toSet());
    List<Fault> faults = new ArrayList<>();
    for (Endpoint endpoint : camel.getEndpoints()) {
      String uri = endpoint.getEndpointUri();
      safety
          .refusal(uri.substring(0, uri.indexOf(':')), consumers.contains(uri))
          .ifPresent(
              text -> faults.add(new Fault(files.get(0).file().name(), 0, "component", text)));
    }
    if (!faults.isEmpty()) {
      throw new RouteFileException(faults);
    }
  }

  private static FailedToCreateRouteException find(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof FailedToCreateRouteException failed) {
        return failed;
      }
    }
    return null;
  }

  private static RouteFileException fault(String file, int line, Exception e) {
    Throwable cause = NestedExceptionUtils.getMostSpecificCause(e);
    String text =
        cause instanceof PropertyBindingException binding
            ? "there is no property `%s`, or not with that value"
                .formatted(binding.getPropertyName())
            : cause.getMessage();
    return new RouteFileException(
        List.of(new Fault(file, line, "build", "Camel cannot build it: " + text)), e);
  }

  /** The service's settings, as Camel's placeholders see them. */
  private record Settings(Environment environment) implements PropertiesSource {
    @Override
    public String getName() {
      return "settings";
    }

    @Override
    public String getProperty(String name) {
      return environment.getProperty(name);
    }
  }
}
