package dev.caravan.message;

import dev.caravan.message.CallbackClaims.ClaimedCallback;
import java.time.Duration;
import java.util.Optional;

/**
 * The short way of a first callback: the process that records an outcome tells the client itself,
 * at once. The commit that stores the callback also claims it; whatever happens to the process, the
 * claim ends and the queue has it.
 */
public interface PromptCallbacks {
  /** A place for one callback to that address; empty when none is free, and the queue has it. */
  Optional<Place> place(String url);

  /** A place that is held until the callback was made, or given up. */
  interface Place {
    /** How long the callback is claimed. */
    Duration hold();

    /** Makes the callback soon, and gives up the place after it. */
    void make(ClaimedCallback callback);

    void giveUp();
  }
}
