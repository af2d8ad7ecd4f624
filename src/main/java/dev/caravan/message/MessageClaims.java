package dev.caravan.message;

import static dev.caravan.message.MessageState.STARTED;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Lets one worker at a time have a message, and writes what became of it. Both are short commits;
 * nothing is held in between, while the provider is called.
 */
@Repository
public class MessageClaims {
  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;

  MessageClaims(JdbcTemplate jdbc, TransactionTemplate transaction) {
    this.jdbc = jdbc;
    this.transaction = transaction;
  }

  /**
   * Claims a message that nobody else holds.
   *
   * @param hold how long the claim lasts; past it, the message is {@link Claim.Kind#ABANDONED}
   * @return empty when there is nothing to do: it is held, final, withdrawn, or not there
   */
  public Optional<Claim> claim(UUID uid, String owner, Instant now, Duration hold) {
    return transaction.execute(
        status ->
            jdbc
                .query(
                    """
                    select uid, message_id, correlation_id, sender_id, message_type, body, callback_url, state,
                      attempts, valid_until, claim_until
                    from message where uid = ? for update""",
                    (row, number) -> claimOf(row, owner, now, hold),
                    uid)
                .stream()
                .flatMap(Optional::stream)
                .findFirst()
                .map(this::take));
  }

  private static Optional<Claim> claimOf(ResultSet row, String owner, Instant now, Duration hold)
      throws SQLException {
    MessageState state = MessageState.ofWire(row.getString("state"));
    Instant validUntil = Times.read(row, "valid_until");
    Instant claimUntil = Times.read(row, "claim_until");
    Claim.Kind kind;
    if (state.canBecome(STARTED)) {
      boolean over = validUntil != null && !validUntil.isAfter(now);
      kind = over ? Claim.Kind.EXPIRED : Claim.Kind.SEND;
    } else if (state == STARTED && claimUntil != null && !claimUntil.isAfter(now)) {
      kind = Claim.Kind.ABANDONED;
    } else {
      return Optional.empty();
    }
    int attempts = row.getInt("attempts");
    return Optional.of(
        new Claim(
            kind,
            row.getObject("uid", UUID.class),
            owner,
            Times.micros(now.plus(hold)),
            kind == Claim.Kind.SEND ? attempts + 1 : attempts,
            row.getString("message_id"),
            row.getString("correlation_id"),
            row.getString("sender_id"),
            row.getString("message_type"),
            row.getString("body"),
            row.getString("callback_url"),
            validUntil,
            List.of(),
            List.of()));
  }

  private Claim take(Claim claim) {
    jdbc.update(
        """
        update message set state = 'started', attempts = ?, claimed_by = ?, claim_until = ?, due_at = ?,
          dispatched_at = null
        where uid = ?""",
        claim.attempt(),
        claim.owner(),
        Times.bind(claim.until()),
        Times.bind(claim.until()),
        claim.uid());
    List<Claim.Waiting> waiting = new ArrayList<>();
    List<MessageState> settled = new ArrayList<>();
    jdbc.query(
        "select position, recipient, state from recipient where message_uid = ? order by position",
        row -> {
          MessageState state = MessageState.ofWire(row.getString("state"));
          switch (state) {
            case SCHEDULED, RECEIVED, STARTED, RETRYING ->
                waiting.add(new Claim.Waiting(row.getInt("position"), row.getString("recipient")));
            default -> settled.add(state);
          }
        },
        claim.uid());
    return new Claim(
        claim.kind(),
        claim.uid(),
        claim.owner(),
        claim.until(),
        claim.attempt(),
        claim.messageId(),
        claim.correlationId(),
        claim.senderId(),
        claim.messageType(),
        claim.text(),
        claim.callback(),
        claim.validUntil(),
        List.copyOf(waiting),
        List.copyOf(settled));
  }

  /**
   * Writes the outcome of a claim, if the claim still stands.
   *
   * @return false when somebody else has taken the message over; then nothing is written
   */
  public boolean record(Recording recording) {
    return Boolean.TRUE.equals(transaction.execute(status -> write(recording)));
  }

  private boolean write(Recording recording) {
    Claim claim = recording.claim();
    var at = Times.bind(recording.at());
    int moved =
        jdbc.update(
            """
            update message set state = ?, updated_at = ?, due_at = ?, dispatched_at = null, claimed_by = null,
              claim_until = null
            where uid = ? and state = 'started' and claimed_by = ? and claim_until = ?""",
            recording.state().wire(),
            at,
            Times.bind(recording.dueAt()),
            claim.uid(),
            claim.owner(),
            Times.bind(claim.until()));
    if (moved == 0) {
      return false;
    }
    jdbc.batchUpdate(
        """
        update recipient set state = ?, provider_message_id = ?, reason = ?, updated_at = ?
        where message_uid = ? and position = ?""",
        recording.recipients().stream()
            .map(
                change ->
                    new Object[] {
                      change.state().wire(),
                      change.providerMessageId(),
                      change.reason(),
                      at,
                      claim.uid(),
                      change.position()
                    })
            .toList());
    writeHistory(recording);
    if (recording.callback() != null) {
      jdbc.update(
          """
          insert into callback (uid, message_uid, correlation_id, url, payload, delivery_state, state, attempts, created_at,
            updated_at, due_at)
          values (?, ?, ?, ?, ?, ?, 'pending', 0, ?, ?, ?)""",
          TimeOrderedId.at(recording.at()),
          claim.uid(),
          claim.correlationId(),
          recording.callback().url(),
          recording.callback().payload(),
          recording.state().wire(),
          at,
          at,
          at);
    }
    return true;
  }

  private void writeHistory(Recording recording) {
    Claim claim = recording.claim();
    Recording.Attempt attempt = recording.attempt();
    if (attempt != null) {
      jdbc.update(
          """
          insert into attempt (message_uid, number, provider, outcome, code, detail, started_at, duration_ms)
          values (?, ?, ?, ?, ?, ?, ?, ?)""",
          claim.uid(),
          claim.attempt(),
          attempt.provider(),
          attempt.outcome(),
          attempt.code(),
          attempt.detail(),
          Times.bind(attempt.startedAt()),
          attempt.duration().toMillis());
      insertEvent(claim.uid(), attempt.startedAt(), STARTED, "attempt " + claim.attempt());
    }
    insertEvent(claim.uid(), recording.at(), recording.state(), recording.detail());
  }

  private void insertEvent(UUID uid, Instant at, MessageState state, String detail) {
    jdbc.update(
        "insert into event (message_uid, at, state, detail) values (?, ?, ?, ?)",
        uid,
        Times.bind(at),
        state.wire(),
        detail);
  }
}
