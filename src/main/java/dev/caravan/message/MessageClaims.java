package dev.caravan.message;

import static dev.caravan.message.MessageState.STARTED;

import dev.caravan.group.Grouped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Lets one worker at a time have a message, and writes what became of it. Both are short commits;
 * nothing is held in between, while the provider is called.
 */
@Repository
public class MessageClaims implements DisposableBean {
  private final JdbcTemplate jdbc;
  private final Grouped<Wanted, Optional<Claim>> claims;
  private final Grouped<Recording, Boolean> recordings;

  MessageClaims(JdbcTemplate jdbc, TransactionTemplate transaction, StoreProperties store) {
    this.jdbc = jdbc;
    this.claims =
        new Grouped<>(
            "claim", store.work(), wanted -> transaction.execute(status -> claimAll(wanted)));
    this.recordings =
        new Grouped<>(
            "outcome", store.work(), outcomes -> transaction.execute(status -> writeAll(outcomes)));
  }

  private record Wanted(UUID uid, String owner, Instant now, Duration hold) {}

  /**
   * Claims a message that nobody else holds.
   *
   * @param hold how long the claim lasts; past it, the message is {@link Claim.Kind#ABANDONED}
   * @return empty when there is nothing to do: it is held, final, withdrawn, or not there
   */
  public Optional<Claim> claim(UUID uid, String owner, Instant now, Duration hold) {
    return claims.submit(new Wanted(uid, owner, now, hold));
  }

  /**
   * Writes the outcome of a claim, if the claim still stands.
   *
   * @return false when somebody else has taken the message over; then nothing is written
   */
  public boolean record(Recording recording) {
    return recordings.submit(recording);
  }

  private List<Optional<Claim>> claimAll(List<Wanted> wanted) {
    Map<UUID, Wanted> first = new LinkedHashMap<>();
    wanted.forEach(each -> first.putIfAbsent(each.uid(), each));
    Map<UUID, Claim> taken = new HashMap<>();
    // Locked in the order of their ids, so that two groups cannot wait for each other.
    jdbc.query(
        """
        select uid, message_id, correlation_id, sender_id, message_type, body, callback_url, state, attempts,
          valid_until, claim_until
        from message where uid = any(?) order by uid for update""",
        row -> {
          Wanted want = first.get(row.getObject("uid", UUID.class));
          claimOf(row, want).ifPresent(claim -> taken.put(claim.uid(), claim));
        },
        (Object) first.keySet().toArray(UUID[]::new));
    if (!taken.isEmpty()) {
      take(taken);
    }
    // A message that two callers of one group want goes to the first.
    return wanted.stream()
        .map(
            want ->
                first.get(want.uid()) == want
                    ? Optional.ofNullable(taken.get(want.uid()))
                    : Optional.<Claim>empty())
        .toList();
  }

  private static Optional<Claim> claimOf(ResultSet row, Wanted want) throws SQLException {
    MessageState state = MessageState.ofWire(row.getString("state"));
    Instant validUntil = Times.read(row, "valid_until");
    Instant claimUntil = Times.read(row, "claim_until");
    Claim.Kind kind;
    if (state.canBecome(STARTED)) {
      boolean over = validUntil != null && !validUntil.isAfter(want.now());
      kind = over ? Claim.Kind.EXPIRED : Claim.Kind.SEND;
    } else if (state == STARTED && claimUntil != null && !claimUntil.isAfter(want.now())) {
      kind = Claim.Kind.ABANDONED;
    } else {
      return Optional.empty();
    }
    int attempts = row.getInt("attempts");
    return Optional.of(
        new Claim(
            kind,
            want.uid(),
            want.owner(),
            Times.micros(want.now().plus(want.hold())),
            kind == Claim.Kind.SEND ? attempts + 1 : attempts,
            row.getString("message_id"),
            row.getString("correlation_id"),
            row.getString("sender_id"),
            row.getString("message_type"),
            row.getString("body"),
            row.getString("callback_url"),
            validUntil,
            new ArrayList<>(),
            new ArrayList<>()));
  }

  private void take(Map<UUID, Claim> taken) {
    jdbc.batchUpdate(
        """
        update message set state = 'started', attempts = ?, claimed_by = ?, claim_until = ?, due_at = ?,
          dispatched_at = null
        where uid = ?""",
        taken.values().stream()
            .map(
                claim ->
                    new Object[] {
                      claim.attempt(),
                      claim.owner(),
                      Times.bind(claim.until()),
                      Times.bind(claim.until()),
                      claim.uid()
                    })
            .toList());
    jdbc.query(
        """
        select message_uid, position, recipient, state from recipient
        where message_uid = any(?) order by message_uid, position""",
        row -> {
          Claim claim = taken.get(row.getObject("message_uid", UUID.class));
          MessageState state = MessageState.ofWire(row.getString("state"));
          switch (state) {
            case SCHEDULED, RECEIVED, STARTED, RETRYING ->
                claim
                    .waiting()
                    .add(new Claim.Waiting(row.getInt("position"), row.getString("recipient")));
            default -> claim.settled().add(state);
          }
        },
        (Object) taken.keySet().toArray(UUID[]::new));
  }

  private List<Boolean> writeAll(List<Recording> recordings) {
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
            sorted.stream().map(MessageClaims::moveOf).toList());
    List<Recording> written =
        IntStream.range(0, moved.length).filter(i -> moved[i] == 1).mapToObj(sorted::get).toList();
    jdbc.batchUpdate(
        """
        update recipient set state = ?, provider_message_id = ?, reason = ?, updated_at = ?
        where message_uid = ? and position = ?""",
        written.stream().flatMap(MessageClaims::recipientsOf).toList());
    jdbc.batchUpdate(
        """
        insert into attempt (message_uid, number, provider, outcome, code, detail, started_at, duration_ms)
        values (?, ?, ?, ?, ?, ?, ?, ?)""",
        written.stream()
            .filter(recording -> recording.attempt() != null)
            .map(MessageClaims::attemptOf)
            .toList());
    jdbc.batchUpdate(
        "insert into event (message_uid, at, state, detail) values (?, ?, ?, ?)",
        written.stream().map(MessageClaims::eventOf).toList());
    jdbc.batchUpdate(
        """
        insert into callback (uid, message_uid, correlation_id, url, payload, delivery_state, state, attempts,
          created_at, updated_at, due_at)
        values (?, ?, ?, ?, ?, ?, 'pending', 0, ?, ?, ?)""",
        written.stream()
            .filter(recording -> recording.callback() != null)
            .map(MessageClaims::callbackOf)
            .toList());
    Set<Recording> done = Collections.newSetFromMap(new IdentityHashMap<>());
    done.addAll(written);
    return recordings.stream().map(done::contains).toList();
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

  private static Object[] callbackOf(Recording recording) {
    var at = Times.bind(recording.at());
    return new Object[] {
      TimeOrderedId.at(recording.at()),
      recording.claim().uid(),
      recording.claim().correlationId(),
      recording.callback().url(),
      recording.callback().payload(),
      recording.state().wire(),
      at,
      at,
      at
    };
  }

  @Override
  public void destroy() {
    claims.close();
    recordings.close();
  }
}
