package dev.caravan.callback;

import dev.caravan.message.CallbackClaims;
import dev.caravan.message.CallbackClaims.ClaimedCallback;
import dev.caravan.message.CallbackClaims.Result;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.stereotype.Component;

/** Makes one callback: claim, post, record. A 2xx is success, anything else is tried again. */
@Component
class CallbackWorker {
  private static final Duration SLACK = Duration.ofSeconds(20);
  private static final double JITTER = 0.2;

  private final CallbackClaims claims;
  private final CallbackClient client;
  private final CallbackProperties callbacks;
  private final Clock clock;

  CallbackWorker(
      CallbackClaims claims, CallbackClient client, CallbackProperties callbacks, Clock clock) {
    this.claims = claims;
    this.client = client;
    this.callbacks = callbacks;
    this.clock = clock;
  }

  void work(UUID uid) {
    claims.claim(uid, hold(callbacks)).ifPresent(this::attempt);
  }

  /** How long a callback is claimed. */
  static Duration hold(CallbackProperties callbacks) {
    return callbacks.timeout().plus(SLACK);
  }

  /** Makes a callback that was claimed with its outcome, unless that commit took too long. */
  void workAtOnce(ClaimedCallback callback) {
    if (clock.instant().isBefore(callback.until().minus(callbacks.timeout()))) {
      attempt(callback);
    }
  }

  private void attempt(ClaimedCallback callback) {
    claims.whileHeld(callback, () -> call(callback));
  }

  private void call(ClaimedCallback callback) {
    try {
      int status = client.post(callback.url(), callback.payload(), callback.correlationId());
      if (status >= 200 && status < 300) {
        claims.record(callback, Result.DELIVERED, status, null, null, clock.instant());
      } else {
        again(callback, status, "HTTP " + status);
      }
    } catch (IOException | IllegalArgumentException e) {
      // Only the class: the text of an exception may quote the URL with its secrets.
      again(callback, null, e.getClass().getSimpleName());
    }
  }

  private void again(ClaimedCallback callback, Integer status, String error) {
    Instant now = clock.instant();
    int attempt = callback.attempt();
    if (attempt > callbacks.retryAfter().size()) {
      claims.record(callback, Result.FAILED, status, error, null, now);
    } else {
      double spread = 1 + JITTER * ThreadLocalRandom.current().nextDouble();
      long wait = (long) (callbacks.retryAfter().get(attempt - 1).toMillis() * spread);
      claims.record(callback, Result.PENDING, status, error, now.plusMillis(wait), now);
    }
  }
}
