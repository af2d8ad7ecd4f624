package dev.caravan.message;

import java.util.Locale;

/** One of the three queues each channel and type has; served in the order declared here. */
public enum Lane {
  HIGH,
  NORMAL,
  BULK;

  /** Lower case, as on the wire and in the tables. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The lane of that name; anything unknown is {@link #NORMAL}. */
  public static Lane ofWire(String wire) {
    for (Lane lane : values()) {
      if (lane.wire().equals(wire)) {
        return lane;
      }
    }
    return NORMAL;
  }
}
