package dev.caravan.channel;

import dev.caravan.message.Claim;
import dev.caravan.message.MessageState;
import dev.caravan.message.Recording;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.lang.Nullable;

/**
 * Turns the outcomes of one attempt into states: pure, so that every case can be told in a table.
 *
 * @param dueAt when to try again; null when nothing more is to be done
 */
record Verdict(
    MessageState state, String detail, List<Recording.RecipientChange> changes, Instant dueAt) {

  /** The verdict on an attempt that was made (or may have been). */
  static Verdict of(Claim claim, Provider provider, List<Outcome> outcomes, Instant now) {
    Instant next = nextAttempt(claim, provider, outcomes, now);
    List<Recording.RecipientChange> changes = new ArrayList<>();
    for (int i = 0; i < claim.waiting().size(); i++) {
      changes.add(
          change(claim, provider, claim.waiting().get(i).position(), outcomes.get(i), next));
    }
    return summarise(claim, changes, next);
  }

  /** The verdict on a message whose validity ended before it could be sent. */
  static Verdict expired(Claim claim) {
    return summarise(
        claim,
        claim.waiting().stream()
            .map(
                waiting ->
                    new Recording.RecipientChange(
                        waiting.position(), MessageState.EXPIRED, null, "validUntil has passed"))
            .toList(),
        null);
  }

  private static Verdict summarise(
      Claim claim, List<Recording.RecipientChange> changes, @Nullable Instant next) {
    List<MessageState> all = new ArrayList<>(claim.settled());
    changes.forEach(change -> all.add(change.state()));
    MessageState state = MessageState.summarise(MessageState.RETRYING, all);
    String detail =
        changes.stream()
            .map(Recording.RecipientChange::reason)
            .filter(reason -> reason != null)
            .findFirst()
            .orElse(null);
    return new Verdict(state, detail, changes, state == MessageState.RETRYING ? next : null);
  }

  private static Recording.RecipientChange change(
      Claim claim, Provider provider, int position, Outcome outcome, @Nullable Instant next) {
    if (outcome instanceof Outcome.Accepted accepted) {
      // No channel here reports yet: what the provider accepts is delivered, as in the seed.
      return new Recording.RecipientChange(
          position, MessageState.DELIVERED, accepted.providerMessageId(), null);
    }
    if (outcome instanceof Outcome.Refused refused) {
      return new Recording.RecipientChange(position, MessageState.FAILED, null, refused.reason());
    }
    if (outcome instanceof Outcome.Retry retry) {
      MessageState state = next != null ? MessageState.RETRYING : endOf(claim, provider);
      return new Recording.RecipientChange(position, state, null, retry.reason());
    }
    Outcome.Unknown unknown = (Outcome.Unknown) outcome;
    boolean again = provider.sendAgainWhenUnknown() && next != null;
    return new Recording.RecipientChange(
        position, again ? MessageState.RETRYING : MessageState.UNKNOWN, null, unknown.reason());
  }

  /** Without attempts left it has failed; with attempts left, only its validity stopped it. */
  private static MessageState endOf(Claim claim, Provider provider) {
    return provider.retry().exhaustedBy(claim.attempt())
        ? MessageState.FAILED
        : MessageState.EXPIRED;
  }

  @Nullable
  private static Instant nextAttempt(
      Claim claim, Provider provider, List<Outcome> outcomes, Instant now) {
    if (provider.retry().exhaustedBy(claim.attempt())) {
      return null;
    }
    java.time.Duration asked =
        outcomes.stream()
            .filter(Outcome.Retry.class::isInstance)
            .map(outcome -> ((Outcome.Retry) outcome).after())
            .filter(after -> after != null)
            .max(java.time.Duration::compareTo)
            .orElse(null);
    Instant next = now.plus(provider.retry().delayAfter(claim.attempt(), asked));
    return claim.validUntil() == null || next.isBefore(claim.validUntil()) ? next : null;
  }
}
