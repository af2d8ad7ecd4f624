package dev.caravan.api;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.filter.OncePerRequestFilter;

/** A filter for the API's paths alone; which those are is decided here, once for all of them. */
abstract class ApiFilter extends OncePerRequestFilter {
  @Override
  protected final boolean shouldNotFilter(HttpServletRequest request) {
    // The path as the container decoded it, so that no spelling gets around the key.
    return !request.getServletPath().startsWith("/api/");
  }

  /** Whether a provider reports: it has a secret in the path, and neither key nor our manners. */
  static boolean isReport(HttpServletRequest request) {
    return request.getServletPath().startsWith("/api/v1.0/deliveryReports/");
  }
}
