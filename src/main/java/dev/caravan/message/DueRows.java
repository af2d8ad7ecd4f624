package dev.caravan.message;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Rows that wait for a queue: messages and callbacks. A row is leased, published, and then either
 * confirmed or given back; a lease that nobody ends runs out by itself, so a crash loses nothing.
 */
public interface DueRows {
  /**
   * Leases rows whose time has come, the {@code high} lane first; no other caller gets them until
   * {@code leaseUntil}.
   */
  List<Outgoing> lease(Instant now, Instant leaseUntil, int limit);

  /**
   * The broker has these. They come up again at {@code lookAgainAt} if nobody claimed them by then.
   */
  void confirmed(Collection<Outgoing> rows, Instant confirmedAt, Instant lookAgainAt);

  /** The broker does not have these: they are due again at {@code dueAt}. */
  void returned(Collection<Outgoing> rows, Instant dueAt);

  /** How many rows, by queue, were confirmed long ago and never claimed. */
  Map<String, Long> unclaimed(Instant now);

  /** Makes the unclaimed rows of that queue due again: the broker has lost them. */
  void publishAgain(String queue, Instant now);

  /** Leaves the unclaimed rows of that queue to the broker, which still has them. */
  void wait(String queue, Instant now, Instant lookAgainAt);

  /** Everything that was handed to a broker and not claimed is due: the broker started empty. */
  int brokerIsEmpty(Instant now);
}
