package dev.caravan.sandbox;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Sends what a stand-in reports about messages: in order, each report when the one before it was
 * taken or given up. One that is not taken is sent again after 1, 2 and 4 seconds. Counted in
 * {@code caravan.sandbox.reports}, never logged.
 */
final class Reports implements AutoCloseable {
  private static final int MAX_WAITING = 100_000;
  private static final int MAX_TRIES = 4;

  private final ScheduledThreadPoolExecutor threads;
  private final MeterRegistry meters;
  private final StandIn standIn;

  Reports(StandIn standIn, int threads, MeterRegistry meters) {
    this.threads = Later.threads("sandbox-" + standIn.wire(), threads);
    this.meters = meters;
    this.standIn = standIn;
  }

  /** What became of a report. */
  enum Taken {
    TAKEN,
    REFUSED,
    /** Not taken, and may be sent again. */
    NOT_YET
  }

  /** One report, sent by whoever knows how. */
  interface Report {
    Taken send();
  }

  /** Sends them in order, the first after the delay. Too many at once: these are dropped. */
  void send(List<Report> reports, Duration delay) {
    if (!reports.isEmpty()) {
      if (threads.getQueue().size() >= MAX_WAITING) {
        count("dropped");
      } else {
        schedule(reports, 1, delay);
      }
    }
  }

  /** Sends them now, on a thread of its own, then does what follows. */
  void sendFirst(List<Report> reports, Runnable then) {
    threads.execute(
        () -> {
          sendHere(reports);
          then.run();
        });
  }

  /** Sends them now, on the thread that calls; the first that is not taken follows later. */
  void sendHere(List<Report> reports) {
    for (int i = 0; i < reports.size(); i++) {
      if (!settled(reports.get(i))) {
        schedule(reports.subList(i, reports.size()), 2, Duration.ofSeconds(1));
        return;
      }
    }
  }

  /** Does something after a delay. */
  void after(Duration delay, Runnable work) {
    Future<?> unused = threads.schedule(work, delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void schedule(List<Report> reports, int tryNumber, Duration delay) {
    after(delay, () -> send(reports, tryNumber));
  }

  private void send(List<Report> reports, int tryNumber) {
    if (!settled(reports.get(0)) && tryNumber < MAX_TRIES) {
      schedule(reports, tryNumber + 1, Duration.ofSeconds(1L << (tryNumber - 1)));
    } else if (reports.size() > 1) {
      schedule(reports.subList(1, reports.size()), 1, Duration.ZERO);
    }
  }

  private boolean settled(Report report) {
    Taken taken = report.send();
    count(taken.name().toLowerCase(Locale.ROOT));
    return taken != Taken.NOT_YET;
  }

  private void count(String outcome) {
    meters
        .counter("caravan.sandbox.reports", "provider", standIn.wire(), "outcome", outcome)
        .increment();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
