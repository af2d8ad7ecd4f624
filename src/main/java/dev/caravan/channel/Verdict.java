package dev.caravan.channel;

import dev.caravan.message.Claim;
import dev.caravan.message.MessageState;
import dev.caravan.message.Recording.RecipientChange;
import dev.caravan.message.Recording.TakenPart;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.lang.Nullable;

/**
 * Turns the outcomes of one attempt into states: pure, so that every case can be told in a table.
 *
 * @param dueAt when to try again; null when nothing more is to be done
 */
record Verdict(MessageState state, String detail, List<RecipientChange> changes, Instant dueAt) {

  /** The verdict on an attempt that was made (or may have been). */
  static Verdict of(Claim claim, Provider provider, List<Outcome> outcomes, Instant now) {
    Instant next = nextAttempt(claim, provider, outcomes, now);
    List<RecipientChange> changes = new ArrayList<>();
    for (int i = 0; i < claim.waiting().size(); i++) {
      changes.add(new Change(claim, provider, claim.waiting().get(i), next).of(outcomes.get(i)));
    }
    boolean others =
        outcomes.stream().map(Verdict::ofTheRest).anyMatch(Outcome.Later.class::isInstance);
    return summarise(claim, changes, next == null && others ? now : next);
  }

  /** The verdict on a message whose validity ended before it could be sent. */
  static Verdict expired(Claim claim) {
    return summarise(
        claim,
        claim.waiting().stream()
            .map(
                waiting ->
                    new RecipientChange(
                        waiting.position(),
                        MessageState.EXPIRED,
                        "validUntil has passed",
                        waiting.tries(),
                        1,
                        List.of(),
                        waiting.taken()))
            .toList(),
        null);
  }

  private static Verdict summarise(
      Claim claim, List<RecipientChange> changes, @Nullable Instant next) {
    List<MessageState> all = new ArrayList<>(claim.settled());
    changes.forEach(change -> all.add(change.state()));
    MessageState state = MessageState.summarise(MessageState.RETRYING, all);
    String detail =
        changes.stream()
            .filter(change -> change.state() == state)
            .map(RecipientChange::reason)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
    return new Verdict(state, detail, changes, state == MessageState.RETRYING ? next : null);
  }

  /**
   * What becomes of one recipient.
   *
   * @param next when the message is tried again if somebody is to be tried again; null when its
   *     validity ends before
   */
  private record Change(
      Claim claim, Provider provider, Claim.Waiting waiting, @Nullable Instant next) {

    RecipientChange of(Outcome outcome) {
      if (outcome instanceof Outcome.Accepted accepted) {
        MessageState state =
            provider.awaitsReport(claim.messageType())
                ? MessageState.SUBMITTED
                : MessageState.DELIVERED;
        int parts = Math.max(1, accepted.taken().size() + waiting.taken().size());
        return change(state, null, 1, parts, accepted.taken());
      }
      if (outcome instanceof Outcome.Partly partly) {
        RecipientChange rest = of(partly.rest());
        int tried = rest.tries() - waiting.tries();
        return change(rest.state(), rest.reason(), tried, partly.of(), partly.taken());
      }
      if (outcome instanceof Outcome.Refused refused) {
        return change(MessageState.FAILED, refused.reason());
      }
      if (outcome instanceof Outcome.Retry retry) {
        return change(
            isTriedAgain(retry) ? MessageState.RETRYING : end(retry),
            retry.reason(),
            retry.counted() ? 1 : 0,
            1,
            List.of());
      }
      if (outcome instanceof Outcome.Later later) {
        return change(MessageState.RETRYING, later.reason(), 0, 1, List.of());
      }
      Outcome.Unknown unknown = (Outcome.Unknown) outcome;
      boolean again = provider.sendAgainWhenUnknown() && isTriedAgain(unknown);
      return change(again ? MessageState.RETRYING : MessageState.UNKNOWN, unknown.reason());
    }

    private boolean isTriedAgain(Outcome outcome) {
      return next != null && !isExhausted(claim, provider, waiting, outcome);
    }

    /** Without attempts left it has failed; with attempts left, only its validity stopped it. */
    private MessageState end(Outcome outcome) {
      return isExhausted(claim, provider, waiting, outcome)
          ? MessageState.FAILED
          : MessageState.EXPIRED;
    }

    private RecipientChange change(MessageState state, String reason) {
      return change(state, reason, 1, 1, List.of());
    }

    private RecipientChange change(
        MessageState state, String reason, int tried, int parts, List<Outcome.Taken> taken) {
      return new RecipientChange(
          waiting.position(),
          state,
          reason,
          waiting.tries() + tried,
          parts,
          taken.stream()
              .map(part -> new TakenPart(part.number(), part.id(), provider.matchId(part.id())))
              .toList(),
          waiting.taken());
    }
  }

  private static Outcome ofTheRest(Outcome outcome) {
    return outcome instanceof Outcome.Partly partly ? partly.rest() : outcome;
  }

  private static boolean isExhausted(
      Claim claim, Provider provider, Claim.Waiting waiting, Outcome outcome) {
    RetryPolicy policy = provider.retry();
    if (isUncounted(outcome)) {
      return claim.attempt() >= policy.maxUncounted();
    }
    int attempt = waiting.tries() + 1;
    return attempt >= policy.maxAttempts()
        || outcome instanceof Outcome.Retry retry && attempt >= retry.maxAttempts();
  }

  private static boolean isUncounted(Outcome outcome) {
    return outcome instanceof Outcome.Retry retry && !retry.counted();
  }

  /** One time for all that are tried again: the message is one row. */
  @Nullable
  private static Instant nextAttempt(
      Claim claim, Provider provider, List<Outcome> outcomes, Instant now) {
    int tries = 0;
    Duration asked = null;
    for (int i = 0; i < outcomes.size(); i++) {
      Outcome outcome = ofTheRest(outcomes.get(i));
      Claim.Waiting waiting = claim.waiting().get(i);
      boolean again =
          outcome instanceof Outcome.Retry
              || outcome instanceof Outcome.Unknown && provider.sendAgainWhenUnknown();
      if (again && !isExhausted(claim, provider, waiting, outcome)) {
        // What does not count makes the wait grow all the same.
        tries = Math.max(tries, isUncounted(outcome) ? claim.attempt() : waiting.tries() + 1);
        if (outcome instanceof Outcome.Retry retry && retry.after() != null) {
          asked = asked == null || retry.after().compareTo(asked) > 0 ? retry.after() : asked;
        }
      }
    }
    if (tries == 0) {
      return null;
    }
    Instant next = now.plus(provider.retry().delayAfter(tries, asked));
    return claim.validUntil() == null || next.isBefore(claim.validUntil()) ? next : null;
  }
}
