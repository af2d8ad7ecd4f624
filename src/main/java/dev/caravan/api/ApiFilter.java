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
}
