package dev.caravan.smpp;

import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Hands out the moments at which a part may be sent: evenly spaced, never in bursts. The rate is
 * halved when the SMSC says that it is too high, and then grows by a tenth each second until it is
 * what was configured. Where nothing was configured, it is free again when it has come to twice
 * what was sent before. Thread-safe; it does not wait itself.
 */
final class SubmitRate {
  private static final long SECOND = 1_000_000_000;

  private final double configured;
  private final LongSupplier nanos;

  /** Parts per second; 0 is no limit, here and in what was configured. */
  private double rate;

  private double ceiling;
  private long next;
  private long steppedAt;
  private long halvedAt;
  private long secondBegan;
  private int thisSecond;
  private int lastSecond;

  /**
   * @param configured parts per second, 0 for no limit
   * @param nanos a clock such as {@link System#nanoTime}
   */
  SubmitRate(double configured, LongSupplier nanos) {
    this.configured = configured;
    this.nanos = nanos;
    rate = configured;
    ceiling = configured;
    next = nanos.getAsLong();
    steppedAt = next;
    halvedAt = next - SECOND;
    secondBegan = next;
  }

  /**
   * Takes the next free moment.
   *
   * @return nanoseconds from now; empty, and nothing taken, when it is later than that patience
   */
  synchronized OptionalLong reserve(long patienceNanos) {
    long now = nanos.getAsLong();
    grow(now);
    long wait = rate == 0 ? 0 : Math.max(0, next - now);
    if (wait > patienceNanos) {
      return OptionalLong.empty();
    }
    next = now + wait + interval();
    measure(now);
    thisSecond++;
    return OptionalLong.of(wait);
  }

  /** The SMSC was asked too much. What it says within the next second is about the same burst. */
  synchronized void throttled() {
    long now = nanos.getAsLong();
    grow(now);
    measure(now);
    if (now - halvedAt < SECOND) {
      return;
    }
    double before = rate == 0 ? Math.max(thisSecond, lastSecond) : rate;
    if (rate == 0) {
      ceiling = 2 * Math.max(1, before);
    }
    rate = Math.max(configured == 0 ? 1 : Math.min(1, configured), before / 2);
    next = now + Math.max(next - now, interval());
    halvedAt = now;
    steppedAt = now;
  }

  /** Parts per second; 0 when there is no limit. */
  synchronized double current() {
    grow(nanos.getAsLong());
    return rate;
  }

  private long interval() {
    return rate == 0 ? 0 : (long) (SECOND / rate);
  }

  private void grow(long now) {
    while (rate != configured && now - steppedAt >= SECOND) {
      steppedAt += SECOND;
      rate *= 1.1;
      if (rate >= ceiling) {
        rate = configured;
      }
    }
  }

  private void measure(long now) {
    long passed = now - secondBegan;
    if (passed >= SECOND) {
      lastSecond = passed < 2 * SECOND ? thisSecond : 0;
      thisSecond = 0;
      secondBegan = now;
    }
  }
}
