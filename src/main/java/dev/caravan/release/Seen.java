package dev.caravan.release;

import java.util.List;

/**
 * A file as it was last seen in the folder: what it says, or why it may not be used.
 *
 * @param file null when it may not be used
 */
record Seen(RouteFile file, List<Fault> faults) {
  static Seen of(RouteFile file) {
    return new Seen(file, List.of());
  }

  /** What tells it from another text, or from another fault. */
  String version() {
    return file == null ? faults.toString() : file.version();
  }
}
