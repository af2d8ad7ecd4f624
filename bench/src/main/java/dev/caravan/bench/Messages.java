package dev.caravan.bench;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * What happened to every message of one run, as seen from outside: when it was to be sent, how the
 * API answered, how often provider and client heard of it. Written by the loops of {@link Clients}
 * and of provider and client, each message by its number.
 */
final class Messages {
  private static final int SECONDS = 3;

  /** Nanoseconds of {@link System#nanoTime}, by number. */
  private final long[] intendedAt;

  private final boolean[] isSlow;
  private final AtomicIntegerArray providerCalls;
  private final AtomicIntegerArray callbacks;
  private final AtomicInteger next = new AtomicInteger();
  final AtomicInteger accepted = new AtomicInteger();
  final AtomicInteger busy = new AtomicInteger();
  final AtomicInteger failed = new AtomicInteger();
  final AtomicInteger finished = new AtomicInteger();
  final Recorder acceptMicros = new Recorder(SECONDS);
  final AtomicInteger refusedReports = new AtomicInteger();
  final Recorder endToEndMicros = new Recorder(SECONDS);

  /** From when a report was due until it was answered well. */
  final Recorder reportMicros = new Recorder(SECONDS);

  Messages(int capacity) {
    intendedAt = new long[capacity];
    isSlow = new boolean[capacity];
    providerCalls = new AtomicIntegerArray(capacity);
    callbacks = new AtomicIntegerArray(capacity);
  }

  /** A new message's number; that of a slow one does not tell how long the path takes. */
  int begin(long intended, boolean slow) {
    int number = next.getAndIncrement();
    intendedAt[number] = intended;
    isSlow[number] = slow;
    return number;
  }

  int begun() {
    return next.get();
  }

  /** Messages that are neither finished nor refused. */
  int underWay() {
    return begun() - finished.get() - busy.get() - failed.get();
  }

  boolean isFull() {
    return next.get() >= intendedAt.length - 1;
  }

  void answered(int number, int status, long now) {
    if (status == 202) {
      acceptMicros.recordValue(micros(now - intendedAt[number]));
      accepted.incrementAndGet();
    } else if (status == 503) {
      busy.incrementAndGet();
    } else {
      failed.incrementAndGet();
    }
  }

  void calledProvider(int number) {
    providerCalls.incrementAndGet(number);
  }

  /** A report was taken so long after it was due. */
  void reported(long nanos) {
    reportMicros.recordValue(micros(nanos));
  }

  void calledBack(int number, long now) {
    if (callbacks.getAndIncrement(number) == 0) {
      if (!isSlow[number]) {
        endToEndMicros.recordValue(micros(now - intendedAt[number]));
      }
      finished.incrementAndGet();
    }
  }

  /** Messages that the provider or the client heard of more than once. */
  int duplicates() {
    int found = 0;
    for (int i = 0; i < next.get(); i++) {
      found += providerCalls.get(i) > 1 || callbacks.get(i) > 1 ? 1 : 0;
    }
    return found;
  }

  /** Starts measuring anew: what came before was warm-up. */
  void reset() {
    acceptMicros.reset();
    endToEndMicros.reset();
    reportMicros.reset();
  }

  static Histogram newHistogram() {
    return new Histogram(SECONDS);
  }

  private static long micros(long nanos) {
    return Math.max(0, nanos / 1000);
  }
}
