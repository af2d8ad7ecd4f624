package dev.caravan.dispatch;

import dev.caravan.message.DueRows;
import dev.caravan.message.Outgoing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One table's rows on their way to a queue, as its one {@link DispatchLoop} sees them: those handed
 * over in memory, those still to be found in the table, and the confirms not yet written.
 *
 * <p>A confirm is written a moment late, in one statement with many others: most rows are claimed
 * by then, and a claimed row needs no confirm. Until it is written the row's lease covers it; what
 * a crash forgets is published again, and the second delivery finds nothing to do.
 */
final class DueTable {
  private static final int MAX_UNWRITTEN = 2_000;

  private final DueRows rows;
  private final HandedOver handedOver;
  private final DispatchProperties dispatch;
  private final List<Outgoing> unwritten = new ArrayList<>();
  private Instant oldestUnwritten;

  DueTable(DueRows rows, HandedOver handedOver, DispatchProperties dispatch) {
    this.rows = rows;
    this.handedOver = handedOver;
    this.dispatch = dispatch;
  }

  DueRows rows() {
    return rows;
  }

  HandedOver handedOver() {
    return handedOver;
  }

  /**
   * The next rows that were handed over; none is an empty batch. Those whose lease has ended while
   * they waited are the table's again.
   */
  Batch fromMemory(Instant now) {
    List<Outgoing> rows =
        handedOver.poll(dispatch.batchSize()).stream()
            .filter(row -> now.isBefore(row.leasedUntil()))
            .toList();
    return new Batch(this, rows);
  }

  /** The next rows that the table has due; none is an empty batch. */
  Batch fromTable(Instant now) {
    if (handedOver.isPaused()) {
      return new Batch(this, List.of());
    }
    return new Batch(this, rows.lease(now, now.plus(dispatch.leaseTime()), dispatch.batchSize()));
  }

  /** The broker has these. */
  void confirmed(List<Outgoing> published, Instant at) {
    if (unwritten.isEmpty()) {
      oldestUnwritten = at;
    }
    unwritten.addAll(published);
    if (unwritten.size() >= MAX_UNWRITTEN) {
      writeConfirms(at);
    }
  }

  boolean hasUnwritten() {
    return !unwritten.isEmpty();
  }

  /** Writes the confirms if the oldest has waited its time. */
  void writeOldConfirms(Instant now) {
    if (hasUnwritten() && !now.isBefore(oldestUnwritten.plus(dispatch.confirmDelay()))) {
      writeConfirms(now);
    }
  }

  void writeConfirms(Instant now) {
    List<Outgoing> confirmed = List.copyOf(unwritten);
    // First: what cannot be written now must not grow; its lease ends by itself.
    unwritten.clear();
    rows.confirmed(confirmed, now, now.plus(dispatch.unclaimedAfter()));
  }

  /** Gives back to the table what is still in memory, and takes no more. */
  void giveBack(Instant now) {
    handedOver.close();
    rows.returned(handedOver.poll(Integer.MAX_VALUE), now);
    writeConfirms(now);
  }

  Duration longestWait() {
    return hasUnwritten() ? dispatch.confirmDelay() : dispatch.sweepInterval();
  }
}
