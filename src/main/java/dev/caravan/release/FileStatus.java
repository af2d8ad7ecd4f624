package dev.caravan.release;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * What became of a file, as an operator sees it.
 *
 * @param live the version that runs; null when none does
 * @param newest the version in the folder; null when the file is not there
 * @param previous the version that undo brings back; null when there is none
 * @param at when this became so
 * @param faults why the newest version does not run
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record FileStatus(
    String file,
    State state,
    String live,
    String newest,
    String previous,
    Instant at,
    List<Fault> faults) {

  enum State {
    /** The newest version runs. */
    LIVE,
    /** The newest version was refused; the last good one goes on, if there is one. */
    REFUSED,
    /** The newest version failed to start; the last good one was put back. */
    ROLLED_BACK,
    /** An older version runs by an operator's will, until the file changes. */
    PINNED,
    /** The file is gone, and its routes with it. */
    REMOVED;

    /** Lower case with hyphens, as metrics and the endpoint say it. */
    @com.fasterxml.jackson.annotation.JsonValue
    String wire() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
