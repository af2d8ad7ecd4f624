package dev.caravan.report;

import dev.caravan.message.ReportHandover;
import dev.caravan.message.StoredReport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/** Reports on the short way, in memory and bounded: those just stored, and those just matchable. */
@Component
class HandedReports implements ReportHandover {
  private final Queue<StoredReport> stored = new ConcurrentLinkedQueue<>();
  private final Queue<UUID> early = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private final Semaphore signal = new Semaphore(0);
  private final ReportProperties properties;
  private final Clock clock;
  private volatile boolean open;

  HandedReports(ReportProperties properties, Clock clock) {
    this.properties = properties;
    this.clock = clock;
  }

  /**
   * What there is to do.
   *
   * @param early uids of parked reports whose part is known now
   */
  record Batch(List<StoredReport> reports, List<UUID> early) {}

  void open() {
    open = true;
  }

  void close() {
    open = false;
  }

  @Override
  public Optional<Instant> lease() {
    return open && size.get() < properties.maxHandedOver()
        ? Optional.of(clock.instant().plus(properties.leaseTime()))
        : Optional.empty();
  }

  @Override
  public void stored(List<StoredReport> reports) {
    size.addAndGet(reports.size());
    stored.addAll(reports);
    wake();
  }

  @Override
  public void look(List<UUID> uids) {
    if (!uids.isEmpty() && open && size.get() < properties.maxHandedOver()) {
      size.addAndGet(uids.size());
      early.addAll(uids);
      wake();
    }
  }

  /** Waits until there is something to do, or for so long. */
  Batch take(int limit, Duration wait) throws InterruptedException {
    if (size.get() == 0) {
      signal.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS);
    }
    signal.drainPermits();
    List<StoredReport> reports = poll(stored, limit);
    List<UUID> uids = poll(early, limit);
    size.addAndGet(-reports.size() - uids.size());
    return new Batch(reports, uids);
  }

  /** Ends the wait of {@link #take}. */
  void wake() {
    if (signal.availablePermits() == 0) {
      signal.release();
    }
  }

  private static <T> List<T> poll(Queue<T> queue, int limit) {
    List<T> items = new ArrayList<>();
    while (items.size() < limit) {
      T item = queue.poll();
      if (item == null) {
        break;
      }
      items.add(item);
    }
    return items;
  }
}
