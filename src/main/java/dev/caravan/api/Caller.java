package dev.caravan.api;

import jakarta.servlet.http.HttpServletRequest;

/** The client that a request was authenticated as. */
final class Caller {
  private static final String ATTRIBUTE = Caller.class.getName();

  private Caller() {}

  static void set(HttpServletRequest request, String client) {
    request.setAttribute(ATTRIBUTE, client);
  }

  /**
   * The authenticated client.
   *
   * @throws IllegalStateException when the filter was not passed: fail closed
   */
  static String of(HttpServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof String client) {
      return client;
    }
    throw new IllegalStateException("a request reached a route without passing the key filter");
  }
}
