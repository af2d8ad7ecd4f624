package dev.caravan.channel;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * When a message is tried again: after {@code firstDelay}, doubled each time up to {@code
 * maxDelay}, with a fifth more or less so that many do not come back at one moment.
 *
 * @param maxUncounted how many attempts a message may have in all when the last one does not count
 */
record RetryPolicy(int maxAttempts, int maxUncounted, Duration firstDelay, Duration maxDelay) {
  private static final double JITTER = 0.2;

  static RetryPolicy of(Map<String, String> card) {
    RetryPolicy policy =
        new RetryPolicy(
            Provider.number("retry.maxAttempts", card.getOrDefault("maxAttempts", "5")),
            Provider.number("retry.maxUncounted", card.getOrDefault("maxUncounted", "150")),
            Provider.duration("retry.firstDelay", card.getOrDefault("firstDelay", "2s")),
            Provider.duration("retry.maxDelay", card.getOrDefault("maxDelay", "10m")));
    if (policy.maxAttempts < 1 || policy.maxAttempts > 100) {
      throw new IllegalArgumentException(
          "retry.maxAttempts must be 1 to 100, it is " + policy.maxAttempts);
    }
    if (policy.maxDelay.compareTo(policy.firstDelay) < 0) {
      throw new IllegalArgumentException(
          "retry.maxDelay must not be shorter than retry.firstDelay, it is "
              + policy.maxDelay.toMillis()
              + "ms");
    }
    if (policy.maxUncounted < 1 || policy.maxUncounted > 1000) {
      throw new IllegalArgumentException(
          "retry.maxUncounted must be 1 to 1000, it is " + policy.maxUncounted);
    }
    return policy;
  }

  /**
   * The wait after an attempt.
   *
   * @param attempt from 1
   * @param asked what the provider asked for, capped here at {@code maxDelay}; null if nothing
   */
  Duration delayAfter(int attempt, Duration asked) {
    long doubled = firstDelay.toMillis() << Math.min(attempt - 1, 30);
    Duration backoff = Duration.ofMillis(Math.min(doubled, maxDelay.toMillis()));
    double spread = 1 + JITTER * (2 * ThreadLocalRandom.current().nextDouble() - 1);
    Duration wait = Duration.ofMillis((long) (backoff.toMillis() * spread));
    if (asked != null && asked.compareTo(wait) > 0) {
      return asked.compareTo(maxDelay) > 0 ? maxDelay : asked;
    }
    return wait;
  }
}
