package dev.caravan.channel;

import dev.caravan.message.Claim;
import dev.caravan.message.MessageClaims;
import dev.caravan.message.MessageState;
import dev.caravan.message.Outcomes;
import dev.caravan.message.Recording;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries one message to its provider: claim, call, record. Written once, instantiated for every
 * provider card. The claim is committed before the call and the outcome after it, so no database
 * connection is held while the provider thinks.
 */
final class ChannelWorker {
  private static final Logger LOG = LoggerFactory.getLogger(ChannelWorker.class);

  private final Provider provider;
  private final Function<Submission, Answer> send;
  private final MessageClaims claims;
  private final Outcomes outcomes;
  private final CallbackEnvelope envelope;
  private final Clock clock;

  ChannelWorker(
      Provider provider,
      Function<Submission, Answer> send,
      MessageClaims claims,
      Outcomes outcomes,
      CallbackEnvelope envelope,
      Clock clock) {
    this.provider = provider;
    this.send = send;
    this.claims = claims;
    this.outcomes = outcomes;
    this.envelope = envelope;
    this.clock = clock;
  }

  /** Works on a message, if it is there to be worked on: a second delivery finds nothing to do. */
  void work(UUID uid) {
    claims
        .claim(uid, provider.callTimeout())
        .ifPresent(claim -> claims.whileHeld(claim, () -> record(attempt(claim))));
  }

  private Recording attempt(Claim claim) {
    Instant startedAt = clock.instant();
    return switch (claim.kind()) {
      case EXPIRED -> recording(claim, Verdict.expired(claim), null, null, startedAt);
      case ABANDONED -> {
        Outcome lost = new Outcome.Unknown("a worker was lost while it called the provider");
        Answer answer = Answer.forAll(claim.waiting().size(), lost, null, null);
        yield judge(claim, answer, startedAt);
      }
      case SEND -> judge(claim, call(claim), startedAt);
    };
  }

  /** Calls the provider for the recipients it can reach; the others are refused here. */
  private Answer call(Claim claim) {
    List<String> reachable =
        claim.waiting().stream().map(Claim.Waiting::recipient).filter(provider::canReach).toList();
    Answer answer =
        reachable.isEmpty() ? Answer.forAll(0, null, null, null) : send(claim, reachable);
    Iterator<Outcome> answered = answer.outcomes().iterator();
    List<Outcome> outcomes = new ArrayList<>();
    for (Claim.Waiting waiting : claim.waiting()) {
      outcomes.add(
          provider.canReach(waiting.recipient())
              ? answered.next()
              : new Outcome.Refused("not a recipient that " + provider.name() + " can reach"));
    }
    return new Answer(outcomes, answer.code(), answer.callbackData());
  }

  private Answer send(Claim claim, List<String> recipients) {
    try {
      return send.apply(
          new Submission(
              claim.messageId(),
              claim.senderId(),
              claim.messageType(),
              recipients,
              claim.text(),
              claim.correlationId()));
    } catch (RuntimeException e) {
      Throwable failure = e.getCause() == null ? e : e.getCause();
      Outcome outcome = Failures.outcomeOf(failure);
      LOG.warn("correlationId={} {}: {}", claim.correlationId(), provider.name(), outcome);
      return Answer.forAll(recipients.size(), outcome, null, null);
    }
  }

  private Recording judge(Claim claim, Answer answer, Instant startedAt) {
    Verdict verdict = Verdict.of(claim, provider, answer.outcomes(), clock.instant());
    String outcome =
        answer.outcomes().stream()
            .map(Outcome::name)
            .distinct()
            .reduce((a, b) -> "mixed")
            .orElseThrow();
    Recording.Attempt attempt =
        new Recording.Attempt(
            provider.name(),
            outcome,
            answer.code(),
            verdict.detail(),
            startedAt,
            Duration.between(startedAt, clock.instant()));
    return recording(claim, verdict, attempt, answer.callbackData(), clock.instant());
  }

  private Recording recording(
      Claim claim, Verdict verdict, Recording.Attempt attempt, String callbackData, Instant at) {
    boolean tell =
        claim.callback() != null
            && (verdict.state().isFinal() || verdict.state() == MessageState.UNKNOWN);
    Recording.NewCallback callback =
        tell
            ? new Recording.NewCallback(
                claim.callback(), envelope.write(claim.messageId(), verdict.state(), callbackData))
            : null;
    return new Recording(
        claim,
        verdict.state(),
        verdict.detail(),
        verdict.changes(),
        verdict.dueAt(),
        attempt,
        callback,
        at);
  }

  private void record(Recording recording) {
    if (!outcomes.record(recording)) {
      LOG.warn(
          "correlationId={} the outcome came after the claim had ended and is not recorded: {}",
          recording.claim().correlationId(),
          recording.state());
    }
  }
}
