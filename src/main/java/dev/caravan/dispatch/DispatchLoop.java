package dev.caravan.dispatch;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that dispatches one table's rows: those handed over at once, those due in the table
 * when told of them, else every sweep. Signals that come while it works are one signal.
 */
final class DispatchLoop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(DispatchLoop.class);

  private final String route;
  private final DueTable table;
  private final Dispatcher dispatcher;
  private final ProducerTemplate camel;
  private final DispatchProperties dispatch;
  private final Clock clock;
  private volatile boolean stopping;

  DispatchLoop(
      String route,
      DueTable table,
      Dispatcher dispatcher,
      ProducerTemplate camel,
      DispatchProperties dispatch,
      Clock clock) {
    this.route = route;
    this.table = table;
    this.dispatcher = dispatcher;
    this.camel = camel;
    this.dispatch = dispatch;
    this.clock = clock;
  }

  String name() {
    return route.substring("direct:".length());
  }

  void stop() {
    stopping = true;
    table.handedOver().close();
    table.handedOver().wake();
  }

  @Override
  public void run() {
    long sweptAt = System.nanoTime() - dispatch.sweepInterval().toNanos();
    long searchedAt = System.nanoTime();
    table.handedOver().open();
    while (!stopping) {
      await();
      try {
        publishHandedOver(sweptAt);
        if (table.handedOver().tableHasMore() || isOver(dispatch.sweepInterval(), sweptAt)) {
          sweptAt = System.nanoTime();
          publishDue();
        }
        table.writeOldConfirms(clock.instant());
        if (isOver(dispatch.searchInterval(), searchedAt) && !stopping) {
          searchedAt = System.nanoTime();
          dispatcher.findLost(table.rows());
        }
      } catch (RuntimeException | Error e) {
        // The loop must outlive any failure: nobody else dispatches.
        LOG.warn("{}: {}", route, e.toString());
      }
    }
    try {
      table.giveBack(clock.instant());
    } catch (RuntimeException e) {
      LOG.warn("{}: rows become due again when their lease ends: {}", route, e.toString());
    }
  }

  /** Until nothing is left, but not for longer than a sweep may wait. */
  private void publishHandedOver(long sweptAt) {
    Batch batch = table.fromMemory(clock.instant());
    while (!batch.rows().isEmpty()) {
      publish(batch);
      boolean go = !stopping && !isOver(dispatch.sweepInterval(), sweptAt);
      batch = go ? table.fromMemory(clock.instant()) : new Batch(table, List.of());
    }
  }

  private void publishDue() {
    boolean more = true;
    while (more && !stopping) {
      Batch batch = table.fromTable(clock.instant());
      more =
          !batch.rows().isEmpty() && publish(batch) && batch.rows().size() == dispatch.batchSize();
      // What comes in meanwhile does not wait until an old backlog is through.
      Batch handedOver = table.fromMemory(clock.instant());
      if (!handedOver.rows().isEmpty()) {
        publish(handedOver);
      }
    }
  }

  /** Whether the broker has all of it. */
  private boolean publish(Batch batch) {
    return Boolean.TRUE.equals(camel.requestBody(route, batch, Boolean.class));
  }

  private void await() {
    try {
      table.handedOver().await(table.longestWait());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopping = true;
    }
  }

  private static boolean isOver(Duration interval, long since) {
    return System.nanoTime() - since >= interval.toNanos();
  }
}
