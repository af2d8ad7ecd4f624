package dev.caravan.message;

import dev.caravan.group.Grouped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes what became of claimed messages: the new states, the attempt, the event and the callback
 * to be made, in one commit, shared by those who come.
 */
@Repository
public class Outcomes implements DisposableBean {
  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final Handover callbacks;
  private final Grouped<Recording, Boolean> group;

  Outcomes(
      JdbcTemplate jdbc,
      TransactionTemplate transaction,
      StoreProperties store,
      Handover.Ways dispatch) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.callbacks = dispatch.callbacks();
    this.group = new Grouped<>("outcome", store.work(), this::writeAndHandOver);
  }

  /**
   * Writes the outcome of a claim, if the claim still stands. While the database is away it tries
   * again until the claim ends: an outcome that is forgotten leaves the message unknown, or has it
   * sent twice.
   *
   * @return false when somebody else has taken the message over; then nothing is written
   */
  public boolean record(Recording recording) {
    return group.submitPatiently(
        passed -> recording, Duration.between(recording.at(), recording.claim().until()));
  }

  private record NewCallback(UUID uid, Recording recording) {}

  private List<Boolean> writeAndHandOver(List<Recording> recordings) {
    Instant lease = callbacks.lease().orElse(null);
    List<Outgoing> callbacksToMake = new ArrayList<>();
    Set<Recording> written =
        transaction.execute(
            status -> {
              callbacksToMake.clear();
              return write(recordings, lease, callbacksToMake);
            });
    callbacks.stored(callbacksToMake);
    return recordings.stream().map(written::contains).toList();
  }

  private Set<Recording> write(
      List<Recording> recordings, Instant lease, List<Outgoing> callbacksToMake) {
    List<Recording> sorted =
        recordings.stream()
            .sorted(Comparator.comparing(recording -> recording.claim().uid()))
            .toList();
    int[] moved =
        jdbc.batchUpdate(
            """
            update message set state = ?, updated_at = ?, due_at = ?, dispatched_at = null, claimed_by = null,
              claim_until = null
            where uid = ? and state = 'started' and claimed_by = ? and claim_until = ?""",
            sorted.stream().map(Outcomes::moveOf).toList());
    List<Recording> written =
        IntStream.range(0, moved.length).filter(i -> moved[i] == 1).mapToObj(sorted::get).toList();
    jdbc.batchUpdate(
        """
        update recipient set state = ?, provider_message_id = ?, reason = ?, updated_at = ?
        where message_uid = ? and position = ?""",
        written.stream().flatMap(Outcomes::recipientsOf).toList());
    jdbc.batchUpdate(
        """
        insert into attempt (message_uid, number, provider, outcome, code, detail, started_at, duration_ms)
        values (?, ?, ?, ?, ?, ?, ?, ?)""",
        written.stream()
            .filter(recording -> recording.attempt() != null)
            .map(Outcomes::attemptOf)
            .toList());
    jdbc.batchUpdate(
        "insert into event (message_uid, at, state, detail) values (?, ?, ?, ?)",
        written.stream().map(Outcomes::eventOf).toList());
    List<NewCallback> callbacks =
        written.stream()
            .filter(recording -> recording.callback() != null)
            .map(recording -> new NewCallback(TimeOrderedId.at(recording.at()), recording))
            .toList();
    jdbc.batchUpdate(
        """
        insert into callback (uid, message_uid, correlation_id, url, payload, delivery_state, state, attempts,
          created_at, updated_at, due_at)
        values (?, ?, ?, ?, ?, ?, 'pending', 0, ?, ?, ?)""",
        callbacks.stream().map(callback -> callbackOf(callback, lease)).toList());
    callbacks.forEach(
        callback ->
            callbacksToMake.add(
                new Outgoing(
                    callback.uid(),
                    QueueNames.CALLBACK,
                    callback.recording().claim().correlationId(),
                    lease)));
    Set<Recording> done = Collections.newSetFromMap(new IdentityHashMap<>());
    done.addAll(written);
    return done;
  }

  private static Object[] moveOf(Recording recording) {
    Claim claim = recording.claim();
    return new Object[] {
      recording.state().wire(),
      Times.bind(recording.at()),
      Times.bind(recording.dueAt()),
      claim.uid(),
      claim.owner(),
      Times.bind(claim.until())
    };
  }

  private static Stream<Object[]> recipientsOf(Recording recording) {
    return recording.recipients().stream()
        .map(
            change ->
                new Object[] {
                  change.state().wire(),
                  change.providerMessageId(),
                  change.reason(),
                  Times.bind(recording.at()),
                  recording.claim().uid(),
                  change.position()
                });
  }

  private static Object[] attemptOf(Recording recording) {
    Recording.Attempt attempt = recording.attempt();
    return new Object[] {
      recording.claim().uid(),
      recording.claim().attempt(),
      attempt.provider(),
      attempt.outcome(),
      attempt.code(),
      attempt.detail(),
      Times.bind(attempt.startedAt()),
      attempt.duration().toMillis()
    };
  }

  private static Object[] eventOf(Recording recording) {
    return new Object[] {
      recording.claim().uid(),
      Times.bind(recording.at()),
      recording.state().wire(),
      recording.detail()
    };
  }

  private static Object[] callbackOf(NewCallback callback, Instant lease) {
    Recording recording = callback.recording();
    var at = Times.bind(recording.at());
    return new Object[] {
      callback.uid(),
      recording.claim().uid(),
      recording.claim().correlationId(),
      recording.callback().url(),
      recording.callback().payload(),
      recording.state().wire(),
      at,
      at,
      lease == null ? at : Times.bind(lease)
    };
  }

  @Override
  public void destroy() {
    group.close();
  }
}
