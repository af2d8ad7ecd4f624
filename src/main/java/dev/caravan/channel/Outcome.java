package dev.caravan.channel;

import java.time.Duration;
import java.util.List;

/** What one attempt came to for one recipient. */
public sealed interface Outcome {
  /** The name in attempts and metrics. */
  String name();

  /** Why, for people to read; null when it was accepted. */
  String reason();

  /**
   * A part that the provider took.
   *
   * @param number from 1
   * @param id the provider's id for it, empty if it gave none
   */
  record Taken(int number, String id) {}

  /** The provider took all of it; {@code taken} is empty where it gives no ids. */
  record Accepted(List<Taken> taken) implements Outcome {
    /** Taken in one piece; {@code id} is null where the provider gives none. */
    static Accepted as(String id) {
      return new Accepted(id == null ? List.of() : List.of(new Taken(1, id)));
    }

    @Override
    public String name() {
      return "accepted";
    }

    @Override
    public String reason() {
      return null;
    }
  }

  /**
   * Not taken, and asking again may help.
   *
   * @param after null unless somebody named a time
   * @param maxAttempts after how many attempts it does not help any more, if the provider's own
   *     limit is not reached before
   * @param counted false when the fault has nothing to do with this message, so that it costs none
   *     of its attempts: the provider cannot be reached, or does not let us in
   */
  record Retry(String reason, Duration after, int maxAttempts, boolean counted) implements Outcome {
    Retry(String reason, Duration after) {
      this(reason, after, Integer.MAX_VALUE, true);
    }

    static Retry uncounted(String reason, Duration after) {
      return new Retry(reason, after, Integer.MAX_VALUE, false);
    }

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

  /**
   * Some parts of it were taken, and what became of the rest is {@code rest}.
   *
   * @param of how many parts it has
   */
  record Partly(List<Taken> taken, int of, Outcome rest) implements Outcome {
    @Override
    public String name() {
      return rest.name();
    }

    @Override
    public String reason() {
      return rest.reason();
    }
  }

  /**
   * Its turn did not come, for a reason of ours: the provider was not asked, which costs nothing.
   */
  record Later(String reason) implements Outcome {
    @Override
    public String name() {
      return "later";
    }
  }
}
