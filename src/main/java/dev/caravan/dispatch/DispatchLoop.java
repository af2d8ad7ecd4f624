package dev.caravan.dispatch;

import dev.caravan.message.DueRows;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that dispatches one table's due rows: at once when signalled, else every sweep.
 * Signals that come while it works are one signal.
 */
final class DispatchLoop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(DispatchLoop.class);

  private final Semaphore signal = new Semaphore(0);
  private final String route;
  private final DueRows rows;
  private final Dispatcher dispatcher;
  private final ProducerTemplate camel;
  private final DispatchProperties dispatch;
  private volatile boolean stopping;

  DispatchLoop(
      String route,
      DueRows rows,
      Dispatcher dispatcher,
      ProducerTemplate camel,
      DispatchProperties dispatch) {
    this.route = route;
    this.rows = rows;
    this.dispatcher = dispatcher;
    this.camel = camel;
    this.dispatch = dispatch;
  }

  /** Cheap and bounded, also where nobody listens: one waiting signal says it all. */
  void signal() {
    if (signal.availablePermits() == 0) {
      signal.release();
    }
  }

  void stop() {
    stopping = true;
    signal();
  }

  @Override
  public void run() {
    long searchedAt = System.nanoTime();
    while (!stopping) {
      await();
      try {
        boolean more = true;
        while (more && !stopping) {
          more = Boolean.TRUE.equals(camel.requestBody(route, rows, Boolean.class));
        }
        if (System.nanoTime() - searchedAt > dispatch.searchInterval().toNanos() && !stopping) {
          searchedAt = System.nanoTime();
          dispatcher.findLost(rows);
        }
      } catch (RuntimeException e) {
        // The loop must outlive any failure: nobody else dispatches.
        LOG.warn("{}: {}", route, e.toString());
      }
    }
  }

  private void await() {
    try {
      signal.tryAcquire(dispatch.sweepInterval().toMillis(), TimeUnit.MILLISECONDS);
      signal.drainPermits();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopping = true;
    }
  }
}
