package dev.caravan.sandbox;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How a stand-in treats every request, whoever the recipient is.
 *
 * @param latency how long each answer takes
 * @param failureRate the share of requests, from 0 to 1, that fail before anything is accepted
 */
public record Behaviour(Duration latency, double failureRate) {
  /** Whether the request at hand is one of those that fail. */
  boolean failsNow() {
    return failureRate > 0 && ThreadLocalRandom.current().nextDouble() < failureRate;
  }
}
