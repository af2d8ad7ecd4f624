package dev.caravan.report;

import dev.caravan.message.OverdueReports;
import dev.caravan.message.Reports;
import dev.caravan.message.Roles;
import dev.caravan.message.StoredReport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * The one thread that works on reports: those handed over in memory at once, and at intervals those
 * in the table that are due again, and messages whose reports are overdue.
 */
@Component
class ReportLoop {
  private static final Logger LOG = LoggerFactory.getLogger(ReportLoop.class);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
  private static final int OVERDUE_AT_ONCE = 200;

  private final HandedReports handed;
  private final Reports reports;
  private final OverdueReports overdue;
  private final ReportWorker worker;
  private final ReportProperties properties;
  private final Clock clock;
  private final boolean here;
  private final Thread thread = new Thread(this::run, "reports");
  private volatile boolean stopped;
  private long nextSweep;

  ReportLoop(
      HandedReports handed,
      Reports reports,
      OverdueReports overdue,
      ReportWorker worker,
      ReportProperties properties,
      Roles roles,
      Clock clock) {
    this.handed = handed;
    this.reports = reports;
    this.overdue = overdue;
    this.worker = worker;
    this.properties = properties;
    this.clock = clock;
    this.here = roles.has(Roles.REPORT);
  }

  /** Once the routes run, which read the reports. */
  @EventListener
  void start(ApplicationStartedEvent event) {
    if (here) {
      thread.setDaemon(true);
      thread.start();
      handed.open();
    }
  }

  @EventListener
  void stop(ContextClosedEvent event) throws InterruptedException {
    handed.close();
    stopped = true;
    if (thread.isAlive()) {
      // Not interrupted: H2 would close its file under everybody else.
      handed.wake();
      thread.join(STOP_TIMEOUT.toMillis());
    }
  }

  private void run() {
    nextSweep = System.nanoTime();
    while (!stopped) {
      try {
        turn();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        // What was leased comes up again by itself.
        LOG.warn("reports wait: {}", e.toString());
        nextSweep = System.nanoTime() + properties.sweepInterval().toNanos();
      }
    }
  }

  private void turn() throws InterruptedException {
    Duration rest = Duration.ofNanos(Math.max(0, nextSweep - System.nanoTime()));
    HandedReports.Batch batch = handed.take(properties.batchSize(), rest);
    List<StoredReport> work = new ArrayList<>(batch.reports());
    if (!batch.early().isEmpty()) {
      work.addAll(reports.lease(batch.early(), leaseUntil()));
    }
    if (System.nanoTime() - nextSweep >= 0) {
      List<StoredReport> due = reports.lease(clock.instant(), leaseUntil(), properties.batchSize());
      work.addAll(due);
      boolean more = due.size() == properties.batchSize();
      more |= overdue.end(OVERDUE_AT_ONCE) == OVERDUE_AT_ONCE;
      nextSweep = System.nanoTime() + (more ? 0 : properties.sweepInterval().toNanos());
    }
    if (!work.isEmpty()) {
      worker.work(work);
    }
  }

  private Instant leaseUntil() {
    return clock.instant().plus(properties.leaseTime());
  }
}
