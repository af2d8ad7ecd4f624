package dev.caravan.bench;

import java.util.concurrent.locks.LockSupport;

/** The benchmark's waiting: it measures time, so it must let time pass. */
final class Pause {
  private Pause() {}

  static void millis(long millis) {
    long until = System.nanoTime() + millis * 1_000_000;
    for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
