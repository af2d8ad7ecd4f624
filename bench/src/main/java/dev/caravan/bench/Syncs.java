package dev.caravan.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** Counts the disk waits of the embedded database, which only its own process knows. */
final class Syncs {
  private Syncs() {}

  /** Adds to each phase the waits that began in it. */
  static void add(Path recording, List<Phase> phases) throws IOException {
    try (RecordingFile file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        RecordedEvent event = file.readEvent();
        if (event.getEventType().getName().equals("jdk.FileForce")) {
          for (Phase phase : phases) {
            Instant end = phase.startedAt().plusMillis((long) (1000 * phase.seconds()));
            if (!event.getStartTime().isBefore(phase.startedAt())
                && event.getStartTime().isBefore(end)) {
              phase.syncs().merge("caravan", 1L, Long::sum);
            }
          }
        }
      }
    }
  }
}
