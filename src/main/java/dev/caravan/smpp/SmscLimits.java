package dev.caravan.smpp;

import java.time.Duration;

/**
 * How much may be sent to an SMSC.
 *
 * @param sessions how many are bound, from 1 to 20
 * @param window requests in flight for each session
 * @param rate parts per second over all sessions, 0 for no limit
 * @param patience how long a part waits for its turn
 */
record SmscLimits(int sessions, int window, double rate, Duration patience) {
  SmscLimits {
    check(sessions >= 1 && sessions <= 20, "sessions is from 1 to 20.");
    check(window >= 1, "window is 1 or more.");
    check(rate >= 0, "rate is 0 or more.");
    check(!patience.isNegative(), "patience is 0 or more.");
  }

  private static void check(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }
}
