package dev.caravan.smpp;

/** The same, because window or rate left no room in time; the SMSC is there. */
public final class NoRoomException extends NotSentException {
  private static final long serialVersionUID = 1;

  NoRoomException(String message) {
    super(message);
  }
}
