package dev.caravan.release;

/** A route file that cannot be loaded; the message names the file and the fault. */
public class RouteFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RouteFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
