package dev.caravan.sandbox;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What is stood in for. */
public enum StandIn {
  HTTPBIN,
  AFRICAS_TALKING,
  FIREBASE,
  /** Google's token endpoint, where Firebase's access tokens come from. */
  GOOGLE,
  SMPP;

  /** The name in paths and in JSON, such as {@code africas-talking}. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<StandIn> named(String wire) {
    return Stream.of(values()).filter(each -> each.wire().equals(wire)).findFirst();
  }
}
