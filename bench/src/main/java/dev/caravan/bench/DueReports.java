package dev.caravan.bench;

import java.time.Duration;
import java.util.Comparator;
import java.util.Queue;
import java.util.concurrent.PriorityBlockingQueue;

/**
 * What a provider has to report, and when. A report that is not taken is due again a second later;
 * its answer time goes on from when it was first due, so whatever makes it wait is in the figures.
 */
final class DueReports {
  /** How long a message takes from the provider's answer to its handset. */
  static final Duration DELAY = Duration.ofMillis(200);

  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final Queue<Due> queue = new PriorityBlockingQueue<>(64, Comparator.comparing(Due::at));
  private final Messages messages;

  /**
   * One report.
   *
   * @param firstAt when it was due at first, in nanoseconds as {@code at}
   */
  record Due(int number, long firstAt, long at) {}

  DueReports(Messages messages) {
    this.messages = messages;
  }

  /** A message was accepted: its report is due a while later. */
  void accepted(int number) {
    long at = System.nanoTime() + DELAY.toNanos();
    queue.add(new Due(number, at, at));
  }

  boolean isOneDue() {
    Due first = queue.peek();
    return first != null && first.at() <= System.nanoTime();
  }

  Due take() {
    return queue.remove();
  }

  /** The service has answered the report, or gone away. */
  void answered(Due report, boolean taken) {
    long now = System.nanoTime();
    if (taken) {
      messages.reported(now - report.firstAt());
    } else {
      messages.refusedReports.incrementAndGet();
      queue.add(new Due(report.number(), report.firstAt(), now + AGAIN.toNanos()));
    }
  }

  /** How many milliseconds who sends the reports may look elsewhere. */
  long rest() {
    return queue.isEmpty() ? DELAY.toMillis() / 4 : 1;
  }
}
