package dev.caravan.api;

import dev.caravan.web.Problem;
import dev.caravan.web.ProblemCode;
import dev.caravan.web.ProblemWriter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Lets in only as many requests as can be worked on at once and answers 503 to the others, while
 * threads are left to say so: a queue would grow until everybody had given up waiting.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 15)
class AdmissionFilter extends ApiFilter {
  private final Semaphore places;
  private final Semaphore reportPlaces;
  private final ProblemWriter problems;

  AdmissionFilter(ApiProperties api, ProblemWriter problems, MeterRegistry meters) {
    this.places = measured("api", api.maxInFlight(), meters);
    this.reportPlaces = measured("report", api.maxReportsInFlight(), meters);
    this.problems = problems;
  }

  private static Semaphore measured(String stage, int limit, MeterRegistry meters) {
    Semaphore places = new Semaphore(limit);
    Gauge.builder("caravan.inflight", places, it -> limit - it.availablePermits())
        .description("requests being worked on")
        .tag("stage", stage)
        .register(meters);
    Gauge.builder("caravan.inflight.limit", () -> limit)
        .description("requests that are worked on at once at the most")
        .tag("stage", stage)
        .register(meters);
    return places;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Semaphore its = isReport(request) ? reportPlaces : places;
    if (!its.tryAcquire()) {
      problems.write(
          new Problem(ProblemCode.UNAVAILABLE, "The service is busy; try again."),
          request,
          response);
      return;
    }
    try {
      chain.doFilter(request, response);
    } finally {
      its.release();
    }
  }
}
