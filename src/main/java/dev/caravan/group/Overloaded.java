package dev.caravan.group;

/** More comes than can be committed; the caller should be told to come back later. */
public class Overloaded extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Overloaded(String message) {
    super(message, null, false, false);
  }
}
