package dev.caravan.channel;

import dev.caravan.message.CallbackEnvelope;
import dev.caravan.message.Claim;
import dev.caravan.message.Lane;
import dev.caravan.message.MessageClaims;
import dev.caravan.message.MessageState;
import dev.caravan.message.Outcomes;
import dev.caravan.message.Recording;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
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
  private final ProviderCalls calls;
  private final MessageClaims claims;
  private final Outcomes outcomes;
  private final CallbackEnvelope envelope;
  private final Clock clock;

  ChannelWorker(
      Provider provider,
      ProviderCalls calls,
      MessageClaims claims,
      Outcomes outcomes,
      CallbackEnvelope envelope,
      Clock clock) {
    this.provider = provider;
    this.calls = calls;
    this.claims = claims;
    this.outcomes = outcomes;
    this.envelope = envelope;
    this.clock = clock;
  }

  /** Works on a message, if it is there to be worked on: a second delivery finds nothing to do. */
  void work(UUID uid, Lane lane) {
    claims
        .claim(uid, provider.callTimeout())
        .ifPresent(claim -> claims.whileHeld(claim, () -> record(attempt(claim, lane))));
  }

  private Recording attempt(Claim claim, Lane lane) {
    Instant startedAt = clock.instant();
    return switch (claim.kind()) {
      case EXPIRED -> recording(claim, Verdict.expired(claim), null, null, startedAt);
      case ABANDONED -> {
        Outcome lost = new Outcome.Unknown("a worker was lost while it called the provider");
        List<Outcome> outcomes = Collections.nCopies(claim.waiting().size(), lost);
        yield judge(claim, new CallResult(outcomes, null, null, List.of()), startedAt);
      }
      case SEND -> judge(claim, calls.call(claim, lane), startedAt);
    };
  }

  private Recording judge(Claim claim, CallResult result, Instant startedAt) {
    Instant now = clock.instant();
    Verdict verdict = Verdict.of(claim, provider, result.outcomes(), now);
    String outcome =
        result.outcomes().stream()
            .map(Outcome::name)
            .distinct()
            .reduce((a, b) -> "mixed")
            .orElseThrow();
    boolean toldLater = claim.callback() != null && !verdict.state().isFinal();
    Recording.Attempt attempt =
        new Recording.Attempt(
            provider.name(),
            outcome,
            result.code(),
            result.outcomes().stream()
                .map(Outcome::reason)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null),
            startedAt,
            Duration.between(startedAt, now),
            result.exchangesAsJson(),
            toldLater ? result.callbackData() : null);
    return recording(claim, verdict, attempt, result.callbackData(), now);
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
    boolean awaitsReport =
        verdict.changes().stream().anyMatch(change -> change.state() == MessageState.SUBMITTED);
    return new Recording(
        claim,
        verdict.state(),
        verdict.detail(),
        verdict.changes(),
        verdict.dueAt(),
        awaitsReport ? at.plus(provider.reports().limit()) : null,
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
