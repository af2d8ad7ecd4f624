package dev.caravan.sandbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** The access tokens that are valid: the last thousand given out, each for an hour. */
@SandboxPart
class AccessTokens {
  static final Duration LIFE = Duration.ofSeconds(3_599);
  private static final int KEPT = 1_000;

  private final Clock clock;
  private final Map<String, Instant> expiry =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
          return size() > KEPT;
        }
      };

  AccessTokens(Clock clock) {
    this.clock = clock;
  }

  synchronized String issue() {
    String token = "ya29.stand-in." + UUID.randomUUID();
    expiry.put(token, clock.instant().plus(LIFE));
    return token;
  }

  synchronized boolean isValid(String token) {
    Instant end = expiry.get(token);
    return end != null && end.isAfter(clock.instant());
  }

  synchronized void expire(String token) {
    expiry.remove(token);
  }
}
