package dev.caravan.start;

/** The service cannot run as it is configured; the message says what to change. */
class StartupRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StartupRefused(String message) {
    super(message);
  }
}
