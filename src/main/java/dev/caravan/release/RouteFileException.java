package dev.caravan.release;

import java.util.List;
import java.util.stream.Collectors;

/** A route file that is refused; its message has a line for each fault. */
public class RouteFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Fault> faults;

  RouteFileException(List<Fault> faults) {
    this(faults, null);
  }

  RouteFileException(List<Fault> faults, Throwable cause) {
    super(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")), cause);
    this.faults = List.copyOf(faults);
  }

  List<Fault> faults() {
    return faults;
  }
}
