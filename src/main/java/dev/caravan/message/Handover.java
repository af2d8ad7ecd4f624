package dev.caravan.message;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The short way from a table to the dispatcher of the same process: rows that are stored now are
 * leased to it by the commit that stores them, and need not be looked up again. Whatever happens to
 * the process, their lease runs out and the table has them.
 */
public interface Handover {
  /**
   * Until when rows that are stored now belong to the dispatcher; empty when it takes none, because
   * it has too many already, is stopping, or runs elsewhere. Then they are stored as due.
   */
  Optional<Instant> lease();

  /** These rows are committed: the leased ones are taken, the others looked for in the table. */
  void stored(List<Outgoing> rows);

  /** One way for each table. */
  interface Ways {
    Handover messages();

    Handover callbacks();
  }
}
