package dev.caravan.channel;

import java.io.IOException;

/** The provider was certainly not called; trying again is safe. The text may be shown. */
public class NotCalledException extends IOException {
  private static final long serialVersionUID = 1;

  NotCalledException(String text, Throwable cause) {
    super(text, cause);
  }
}
