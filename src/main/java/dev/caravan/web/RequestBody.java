package dev.caravan.web;

import jakarta.servlet.http.HttpServletRequest;

/** The body of a request that was read whole, and within its limits, before any route sees it. */
public final class RequestBody {
  private static final String ATTRIBUTE = RequestBody.class.getName();

  private RequestBody() {}

  public static void set(HttpServletRequest request, byte[] body) {
    request.setAttribute(ATTRIBUTE, body);
  }

  /** The body of a request to the API; empty when it has none. */
  public static byte[] of(HttpServletRequest request) {
    return (byte[]) request.getAttribute(ATTRIBUTE);
  }
}
