package dev.caravan.message;

import dev.caravan.message.CallbackClaims.ClaimedCallback;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
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
          "reason varchar",
          "tries integer",
          "parts integer",
          "parts_taken varchar",
          "at timestamp with time zone");

  private static final String CHANGE_RECIPIENTS =
      """
      update recipient set state = given.state, reason = given.reason, tries = given.tries,
        parts = greatest(recipient.parts, given.parts), parts_taken = given.parts_taken, updated_at = given.at
      from %s
      where recipient.message_uid = given.uid and recipient.position = given.position
        and exists (select 1 from message m where m.uid = given.uid and m.claim_id = given.claim_id)"""
          .formatted(CHANGES);

  private static final Columns PARTS =
      new Columns(
          "given",
          "uid uuid",
          "claim_id uuid",
          "position integer",
          "attempt integer",
          "number integer",
          "provider varchar",
          "provider_message_id varchar",
          "match_id varchar",
          "state varchar");

  private static final String ADD_PARTS =
      """
      insert into part (message_uid, position, attempt, number, provider, provider_message_id, match_id, state)
      select given.uid, given.position, given.attempt, given.number, given.provider, given.provider_message_id,
        given.match_id, given.state"""
          + FROM_HELD.formatted(PARTS);

  /** Reports that were here first. */
  private static final String FIND_EARLY_REPORTS =
      """
      select report.uid from %s
        join report on report.match_id = given.match_id and report.provider = given.provider
      where report.state = 'parked'"""
          .formatted(new Columns("given", "match_id varchar", "provider varchar"));

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
          "duration_ms bigint",
          "exchanges varchar",
          "callback_data varchar");

  private static final String ADD_ATTEMPTS =
      """
      insert into attempt (message_uid, number, provider, outcome, code, detail, started_at, duration_ms, exchanges,
        callback_data)
      select given.uid, given.number, given.provider, given.outcome, given.code, given.detail, given.started_at,
        given.duration_ms, given.exchanges, given.callback_data"""
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
          "due_at timestamp with time zone",
          "report_until timestamp with time zone");

  private static final String ADD_EVENTS =
      """
      insert into event (message_uid, at, state, detail)
      select given.uid, given.at, given.state, given.detail"""
          + FROM_HELD.formatted(MOVES);

  private static final String MOVE =
      """
      update message set state = given.state, updated_at = given.at, due_at = given.due_at, not_before = given.due_at,
        report_until = coalesce(given.report_until, message.report_until), dispatched_at = null, claim_id = null,
        claimed_by = null, claim_until = null
      from %s
      where message.uid = given.uid and message.claim_id = given.claim_id"""
          .formatted(MOVES);

  private static final int PROVIDER = 5;
  private static final int MATCH_ID = 7;

  private final WorkCommits commits;
  private final WorkCommits.Kind<Ended, Boolean> kind = this::write;
  private final Handover dispatcher;
  private final PromptCallbacks prompt;
  private final ReportHandover reports;
  private final WorkerName name;

  Outcomes(
      WorkCommits commits,
      Handover.Ways dispatch,
      PromptCallbacks prompt,
      ReportHandover reports,
      WorkerName name) {
    this.commits = commits;
    this.dispatcher = dispatch.callbacks();
    this.prompt = prompt;
    this.reports = reports;
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
    List<UUID> early = new ArrayList<>();
    return new WorkCommits.Share<>(
        steps(ended, lease, held, early),
        () -> {
          reports.look(early);
          dispatcher.stored(
              ended.stream()
                  .filter(each -> held.contains(each.recording().claim().id()))
                  .filter(each -> each.callbackUid() != null && each.claimed() == null)
                  .map(each -> outgoing(each, lease))
                  .toList());
          return ended.stream().map(each -> held.contains(each.recording().claim().id())).toList();
        });
  }

  private List<Step> steps(List<Ended> ended, Instant lease, Set<UUID> held, List<UUID> early) {
    List<Recording> recordings = ended.stream().map(Ended::recording).toList();
    Object[] moves = MOVES.of(recordings.stream().map(Outcomes::moveOf).toList());
    Object[] parts = PARTS.of(recordings.stream().flatMap(Outcomes::partsOf).toList());
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
        Step.change(ADD_PARTS, parts),
        Step.query(
            FIND_EARLY_REPORTS,
            row -> early.add(row.getObject("uid", UUID.class)),
            parts[MATCH_ID],
            parts[PROVIDER]),
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
      Times.bind(recording.dueAt()),
      Times.bind(recording.reportUntil())
    };
  }

  private static Stream<Object[]> partsOf(Recording recording) {
    return recording.recipients().stream()
        .flatMap(
            change ->
                change.taken().stream()
                    // Without an id nothing can be told of it; that it was taken is kept elsewhere.
                    .filter(part -> !part.providerMessageId().isEmpty())
                    .map(
                        part ->
                            new Object[] {
                              recording.claim().uid(),
                              recording.claim().id(),
                              change.position(),
                              recording.claim().attempt(),
                              part.number(),
                              recording.attempt().provider(),
                              part.providerMessageId(),
                              part.matchId(),
                              change.state() == MessageState.DELIVERED
                                  ? MessageState.DELIVERED.wire()
                                  : MessageState.SUBMITTED.wire()
                            }));
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
                  change.reason(),
                  change.tries(),
                  change.parts(),
                  partsTaken(change),
                  Times.bind(recording.at())
                });
  }

  /** Remembered only while some are taken and others are to be sent. */
  private static String partsTaken(Recording.RecipientChange change) {
    if (change.state() != MessageState.RETRYING) {
      return null;
    }
    String numbers =
        Stream.concat(
                change.takenBefore().stream(),
                change.taken().stream().map(Recording.TakenPart::number))
            .sorted()
            .map(String::valueOf)
            .collect(Collectors.joining(","));
    return numbers.isEmpty() ? null : numbers;
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
      attempt.duration().toMillis(),
      attempt.exchanges(),
      attempt.callbackData()
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
