package dev.caravan.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.slf4j.MDC;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The first thing every request meets: gives it its correlation id, and answers 404 for a path that
 * is not served on the port it came in by, and 503 until the routes run.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class EdgeFilter extends OncePerRequestFilter {
  private static final List<String> ODD_SPELLINGS = List.of(";", "//", "/./", "/../", "%2e");

  private final Ports ports;
  private final ProblemWriter problems;
  private volatile boolean ready;

  EdgeFilter(Ports ports, ProblemWriter problems) {
    this.ports = ports;
    this.problems = problems;
  }

  /** The container listens before the routes exist. */
  @EventListener
  void ready(ApplicationStartedEvent routesRun) {
    ready = true;
  }

  /**
   * Spring would take some of these for the plain path, and Jolokia's servlet fails on them, with a
   * stack trace for each request of anybody.
   */
  private static boolean isOddlySpelt(String path) {
    return ODD_SPELLINGS.stream().anyMatch(path.toLowerCase(Locale.ROOT)::contains);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String correlationId = Correlation.of(request);
    response.setHeader(Correlation.HEADER, correlationId);
    try (MDC.MDCCloseable ignored = MDC.putCloseable("correlationId", correlationId)) {
      if (request.getMethod().equals("TRACE") && !request.getServletPath().startsWith("/api/")) {
        // It would echo the request; the API refuses it by itself, with what it allows.
        problems.write(
            new Problem(ProblemCode.METHOD_NOT_ALLOWED, "Method \"TRACE\" not allowed."),
            request,
            response);
      } else if (!ports.serves(request)) {
        problems.write(new Problem(ProblemCode.NOT_FOUND, "Not found."), request, response);
      } else if (isOddlySpelt(request.getRequestURI())) {
        problems.write(
            new Problem(ProblemCode.BAD_REQUEST, "The path is not in its plain form."),
            request,
            response);
      } else if (!ready && !ports.isManagement(request)) {
        problems.write(
            new Problem(ProblemCode.UNAVAILABLE, "The service is starting."), request, response);
      } else {
        chain.doFilter(request, response);
      }
    }
  }
}
