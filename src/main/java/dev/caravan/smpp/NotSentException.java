package dev.caravan.smpp;

import java.io.IOException;

/** The request certainly never left, so that it may be tried again without sending it twice. */
public class NotSentException extends IOException {
  private static final long serialVersionUID = 1;

  NotSentException(String message) {
    super(message);
  }

  NotSentException(String message, IOException cause) {
    super(message, cause);
  }
}
