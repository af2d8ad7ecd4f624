package dev.caravan.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.apache.coyote.ContinueResponseTiming;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * The two connectors of the one application context, and the rule which of them serves which path.
 * What is not listed is served nowhere.
 */
@Component
public class Ports implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {
  private static final List<String> PUBLIC =
      List.of("/api/", "/sandbox/", "/docs", "/openapi.yaml", "/webjars/");
  private static final List<String> MANAGEMENT = List.of("/actuator");

  private static final int MANAGEMENT_TIMEOUT_MILLIS = 10_000;
  private static final int BODY_READ_TIMEOUT_MILLIS = 5_000;

  private final ManagementProperties management;
  private final Environment environment;
  private Connector connector;
  private volatile int managementPort = -1;

  Ports(ManagementProperties management, Environment environment) {
    this.management = management;
    this.environment = environment;
  }

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    connector = new Connector(TomcatServletWebServerFactory.DEFAULT_PROTOCOL);
    connector.setPort(management.port());
    connector.setProperty("address", management.address());
    AbstractHttp11Protocol<?> http = (AbstractHttp11Protocol<?>) connector.getProtocolHandler();
    http.setMaxThreads(8);
    // Spring's server.tomcat properties reach the first connector only.
    http.setConnectionTimeout(MANAGEMENT_TIMEOUT_MILLIS);
    http.setKeepAliveTimeout(MANAGEMENT_TIMEOUT_MILLIS);
    limit(connector);
    factory.addAdditionalTomcatConnectors(connector);
    factory.addConnectorCustomizers(Ports::limit);
    factory.addContextCustomizers(
        context ->
            ((StandardHost) context.getParent())
                .setErrorReportValveClass(ContainerProblems.class.getName()));
  }

  /** What holds on both ports: nobody keeps a thread by sending a body slowly. */
  private static void limit(Connector connector) {
    AbstractHttp11Protocol<?> http = (AbstractHttp11Protocol<?>) connector.getProtocolHandler();
    http.setDisableUploadTimeout(false);
    http.setConnectionUploadTimeout(BODY_READ_TIMEOUT_MILLIS);
    // A body that is refused by its length is never asked for.
    http.setContinueResponseTiming(ContinueResponseTiming.ON_REQUEST_BODY_READ.toString());
    // Tomcat would answer TRACE by itself, without a body and without Allow.
    connector.setAllowTrace(true);
  }

  /** The port that the API is served on, known once the server has started. */
  public int api() {
    return environment.getRequiredProperty("local.server.port", Integer.class);
  }

  /** The port that management is served on, known once the server has started. */
  public int management() {
    int known = managementPort;
    if (known <= 0) {
      // Tomcat finds it by reflection, and every request asks.
      known = connector.getLocalPort();
      managementPort = known;
    }
    return known;
  }

  boolean isManagement(HttpServletRequest request) {
    return request.getLocalPort() == management();
  }

  /** Decided on the path as the container decoded it, so that no spelling gets around it. */
  boolean serves(HttpServletRequest request) {
    String pathInfo = request.getPathInfo();
    String path = request.getServletPath() + (pathInfo == null ? "" : pathInfo);
    List<String> served = isManagement(request) ? MANAGEMENT : PUBLIC;
    return served.stream().anyMatch(path::startsWith);
  }
}
