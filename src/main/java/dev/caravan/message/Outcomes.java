package dev.caravan.message;

import dev.caravan.message.CallbackClaims.ClaimedCallback;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Repository;

/**
 * Writes what became of claimed messages: the new states, the attempt, the event and the callback
 * to be made, in one commit, shared by those who come.
 */
@Repository
public class Outcomes {
  /** Locks what the claims still hold; whoever lost his claim appears in nothing that follows. */
  private static final String LOCK_HELD =
      """
      select claim_id from message where uid = any(?) and state = 'started' and claim_id = any(?)
      order by uid for update""";

  private static final String FROM_HELD =
      " from %s join message m on m.uid = given.uid and m.claim_id = given.claim_id";

  private static final Columns CHANGES =
      new Columns(
          "given",
          "uid uuid",
          "claim_id uuid",
          "position integer",
          "state varchar",
          "provider_message_id varchar",
          "reason varchar",
          "at timestamp with time zone");

  private static final String CHANGE_RECIPIENTS =
      """
      update recipient set state = given.state, provider_message_id = given.provider_message_id, reason = given.reason,
        updated_at = given.at
      from %s
      where recipient.message_uid = given.uid and recipient.position = given.position
        and exists (select 1 from message m where m.uid = given.uid and m.claim_id = given.claim_id)"""
          .formatted(CHANGES);

  private static final Columns ATTEMPTS =
      new Columns(
          "given",
          "uid uuid",
          "claim_id uuid",
          "number integer",
          "provider varchar",
          "outcome varchar",
          "code varchar",
          "detail varchar",
          "started_at timestamp with time zone",
          "duration_ms bigint");

  private static final String ADD_ATTEMPTS =
      """
      insert into attempt (message_uid, number, provider, outcome, code, detail, started_at, duration_ms)
      select given.uid, given.number, given.provider, given.outcome, given.code, given.detail, given.started_at,
        given.duration_ms"""
          + FROM_HELD.formatted(ATTEMPTS);

  private static final Columns CALLBACKS =
      new Columns(
          "given",
          "uid uuid",
          "claim_id uuid",
          "callback_uid uuid",
          "correlation_id varchar",
          "url varchar",
          "payload varchar",
          "delivery_state varchar",
          "attempts integer",
          "callback_claim uuid",
          "claim_until timestamp with time zone",
          "at timestamp with time zone",
          "due_at timestamp with time zone");

  private static final String ADD_CALLBACKS =
      """
      insert into callback (uid, message_uid, correlation_id, url, payload, delivery_state, state, attempts, claim_id,
        claimed_by, claim_until, created_at, updated_at, due_at)
      select given.callback_uid, given.uid, given.correlation_id, given.url, given.payload, given.delivery_state,
        'pending', given.attempts, given.callback_claim,
        case when given.callback_claim is not null then cast(? as varchar) end, given.claim_until, given.at, given.at,
        given.due_at"""
          + FROM_HELD.formatted(CALLBACKS);

  private static final Columns MOVES =
      new Columns(
          "given",
          "uid uuid",
          "claim_id uuid",
          "state varchar",
          "detail varchar",
          "at timestamp with time zone",
          "due_at timestamp with time zone");

  private static final String ADD_EVENTS =
      """
      insert into event (message_uid, at, state, detail)
      select given.uid, given.at, given.state, given.detail"""
          + FROM_HELD.formatted(MOVES);

  private static final String MOVE =
      """
      update message set state = given.state, updated_at = given.at, due_at = given.due_at, not_before = given.due_at,
        dispatched_at = null, claim_id = null, claimed_by = null, claim_until = null
      from %s
      where message.uid = given.uid and message.claim_id = given.claim_id"""
          .formatted(MOVES);

  private final WorkCommits commits;
  private final WorkCommits.Kind<Ended, Boolean> kind = this::write;
  private final Handover dispatcher;
  private final PromptCallbacks prompt;
  private final WorkerName name;

  Outcomes(WorkCommits commits, Handover.Ways dispatch, PromptCallbacks prompt, WorkerName name) {
    this.commits = commits;
    this.dispatcher = dispatch.callbacks();
    this.prompt = prompt;
    this.name = name;
  }

  /**
   * An outcome to be written.
   *
   * @param callbackUid of the callback to be stored; null when there is none
   * @param claimed the callback, when this process makes it at once; else null
   */
  private record Ended(Recording recording, UUID callbackUid, ClaimedCallback claimed) {}

  /**
   * Writes the outcome of a claim, if nobody has taken the message over. While the database is away
   * it tries again, also past the claim's time: an outcome that is forgotten leaves the message
   * unknown, or has it sent twice.
   *
   * @return false when somebody else has taken the message over; then nothing is written
   */
  public boolean record(Recording recording) {
    if (recording.callback() == null) {
      return commits.submit(kind, new Ended(recording, null, null), Claims.PATIENCE);
    }
    UUID uid = TimeOrderedId.at(recording.at());
    Optional<PromptCallbacks.Place> place = prompt.place(recording.callback().url());
    ClaimedCallback claimed = place.map(it -> claimed(uid, recording, it.hold())).orElse(null);
    boolean stands = false;
    try {
      stands = commits.submit(kind, new Ended(recording, uid, claimed), Claims.PATIENCE);
    } finally {
      if (stands) {
        place.ifPresent(it -> it.make(claimed));
      } else {
        place.ifPresent(PromptCallbacks.Place::giveUp);
      }
    }
    return stands;
  }

  private static ClaimedCallback claimed(UUID uid, Recording recording, Duration hold) {
    return new ClaimedCallback(
        uid,
        TimeOrderedId.at(recording.at()),
        Times.micros(recording.at().plus(hold)),
        1,
        recording.callback().url(),
        recording.callback().payload(),
        recording.claim().correlationId());
  }

  private WorkCommits.Share<Boolean> write(List<Ended> ended) {
    Instant lease = dispatcher.lease().orElse(null);
    Set<UUID> held = new HashSet<>();
    return new WorkCommits.Share<>(
        steps(ended, lease, held),
        () -> {
          dispatcher.stored(
              ended.stream()
                  .filter(each -> held.contains(each.recording().claim().id()))
                  .filter(each -> each.callbackUid() != null && each.claimed() == null)
                  .map(each -> outgoing(each, lease))
                  .toList());
          return ended.stream().map(each -> held.contains(each.recording().claim().id())).toList();
        });
  }

  private List<Step> steps(List<Ended> ended, Instant lease, Set<UUID> held) {
    List<Recording> recordings = ended.stream().map(Ended::recording).toList();
    Object[] moves = MOVES.of(recordings.stream().map(Outcomes::moveOf).toList());
    Object[] callbacks =
        CALLBACKS.of(
            ended.stream()
                .filter(each -> each.callbackUid() != null)
                .map(each -> callbackOf(each, lease))
                .toList());
    return List.of(
        Step.query(
            LOCK_HELD, row -> held.add(row.getObject("claim_id", UUID.class)), moves[0], moves[1]),
        Step.change(
            CHANGE_RECIPIENTS,
            CHANGES.of(recordings.stream().flatMap(Outcomes::recipientsOf).toList())),
        Step.change(
            ADD_ATTEMPTS,
            ATTEMPTS.of(
                recordings.stream()
                    .filter(recording -> recording.attempt() != null)
                    .map(Outcomes::attemptOf)
                    .toList())),
        Step.change(ADD_EVENTS, moves),
        Step.change(
            ADD_CALLBACKS,
            Stream.concat(Stream.of(name.value()), Arrays.stream(callbacks)).toArray()),
        Step.change(MOVE, moves));
  }

  private static Outgoing outgoing(Ended ended, Instant lease) {
    return new Outgoing(
        ended.callbackUid(), QueueNames.CALLBACK, ended.recording().claim().correlationId(), lease);
  }

  private static Object[] moveOf(Recording recording) {
    return new Object[] {
      recording.claim().uid(),
      recording.claim().id(),
      recording.state().wire(),
      recording.detail(),
      Times.bind(recording.at()),
      Times.bind(recording.dueAt())
    };
  }

  private static Stream<Object[]> recipientsOf(Recording recording) {
    return recording.recipients().stream()
        .map(
            change ->
                new Object[] {
                  recording.claim().uid(),
                  recording.claim().id(),
                  change.position(),
                  change.state().wire(),
                  change.providerMessageId(),
                  change.reason(),
                  Times.bind(recording.at())
                });
  }

  private static Object[] attemptOf(Recording recording) {
    Recording.Attempt attempt = recording.attempt();
    return new Object[] {
      recording.claim().uid(),
      recording.claim().id(),
      recording.claim().attempt(),
      attempt.provider(),
      attempt.outcome(),
      attempt.code(),
      attempt.detail(),
      Times.bind(attempt.startedAt()),
      attempt.duration().toMillis()
    };
  }

  private static Object[] callbackOf(Ended ended, Instant lease) {
    Recording recording = ended.recording();
    ClaimedCallback claimed = ended.claimed();
    Instant dueAt = lease == null ? recording.at() : lease;
    return new Object[] {
      recording.claim().uid(),
      recording.claim().id(),
      ended.callbackUid(),
      recording.claim().correlationId(),
      recording.callback().url(),
      recording.callback().payload(),
      recording.state().wire(),
      claimed == null ? 0 : claimed.attempt(),
      claimed == null ? null : claimed.claimId(),
      claimed == null ? null : Times.bind(claimed.until()),
      Times.bind(recording.at()),
      Times.bind(claimed == null ? dueAt : claimed.until())
    };
  }
}
