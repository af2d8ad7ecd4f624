package dev.caravan.dispatch;

import dev.caravan.message.Handover;
import dev.caravan.message.Outgoing;
import dev.caravan.message.QueueNames;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Rows handed over in memory, bounded, the {@code high} lane first; and the signal that there is
 * something to do.
 */
final class HandedOver implements Handover {
  private final Queue<Outgoing> high = new ConcurrentLinkedQueue<>();
  private final Queue<Outgoing> others = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private final Semaphore signal = new Semaphore(0);
  private final int capacity;
  private final Duration leaseTime;
  private final Clock clock;
  private volatile boolean open;
  private final AtomicBoolean tableHasMore = new AtomicBoolean();
  private volatile long pausedUntil = System.nanoTime();

  /** Takes nothing before {@link #open}: where no dispatcher runs, rows go to the table alone. */
  HandedOver(DispatchProperties dispatch, Clock clock) {
    this.capacity = dispatch.maxHandedOver();
    this.leaseTime = dispatch.leaseTime();
    this.clock = clock;
  }

  void open() {
    open = true;
  }

  void close() {
    open = false;
  }

  /**
   * Takes nothing for so long. While the broker is away, each message that comes in would have all
   * that wait leased and given back, two writes each, until the database has time for nothing else.
   */
  void pause(Duration time) {
    pausedUntil = System.nanoTime() + time.toNanos();
  }

  boolean isPaused() {
    return System.nanoTime() - pausedUntil < 0;
  }

  @Override
  public Optional<Instant> lease() {
    return open && size.get() < capacity && !isPaused()
        ? Optional.of(clock.instant().plus(leaseTime))
        : Optional.empty();
  }

  @Override
  public void stored(List<Outgoing> rows) {
    if (rows.isEmpty()) {
      return;
    }
    for (Outgoing row : rows) {
      if (row.leasedUntil() == null) {
        tableHasMore.set(true);
      } else {
        // Counted first: a poll in between must not find more than are counted.
        size.incrementAndGet();
        (QueueNames.isHigh(row.queue()) ? high : others).add(row);
      }
    }
    wake();
  }

  /** Cheap and bounded, also where nobody listens: one waiting signal says it all. */
  void wake() {
    if (signal.availablePermits() == 0) {
      signal.release();
    }
  }

  /** Waits until there is something to do, or for so long. */
  void await(Duration limit) throws InterruptedException {
    if (size.get() == 0) {
      signal.tryAcquire(limit.toMillis(), TimeUnit.MILLISECONDS);
    }
    signal.drainPermits();
  }

  /** Whether rows were stored since the last call that nobody handed over. */
  boolean tableHasMore() {
    return tableHasMore.getAndSet(false);
  }

  List<Outgoing> poll(int limit) {
    List<Outgoing> rows = new ArrayList<>(Math.min(limit, size.get()));
    for (Queue<Outgoing> lane : List.of(high, others)) {
      while (rows.size() < limit) {
        Outgoing row = lane.poll();
        if (row == null) {
          break;
        }
        rows.add(row);
      }
    }
    size.addAndGet(-rows.size());
    return rows;
  }
}
