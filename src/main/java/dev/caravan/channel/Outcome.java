package dev.caravan.channel;

import java.time.Duration;

/** What one attempt came to for one recipient. */
public sealed interface Outcome {
  /** The name in attempts and metrics. */
  String name();

  /** The provider took it. {@code providerMessageId} is null where it gives none. */
  record Accepted(String providerMessageId) implements Outcome {
    @Override
    public String name() {
      return "accepted";
    }
  }

  /**
   * Not taken, and asking again may help; {@code after} is null unless the provider named a time.
   */
  record Retry(String reason, Duration after) implements Outcome {
    @Override
    public String name() {
      return "retry";
    }
  }

  /** Not taken, and asking again will not help. */
  record Refused(String reason) implements Outcome {
    @Override
    public String name() {
      return "refused";
    }
  }

  /** It cannot be told: the request may have arrived, the answer did not. */
  record Unknown(String reason) implements Outcome {
    @Override
    public String name() {
      return "unknown";
    }
  }
}
