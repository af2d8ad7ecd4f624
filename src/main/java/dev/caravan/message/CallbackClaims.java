package dev.caravan.message;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** Lets one worker at a time have a callback, and writes how it went. */
@Repository
public class CallbackClaims {
  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;

  CallbackClaims(JdbcTemplate jdbc, TransactionTemplate transaction) {
    this.jdbc = jdbc;
    this.transaction = transaction;
  }

  /** A callback that one worker holds; {@code attempt} counts from 1. */
  public record ClaimedCallback(
      UUID uid, String owner, int attempt, String url, String payload, String correlationId) {}

  /** How a callback attempt ended. */
  public enum Result {
    /** The client took it. */
    DELIVERED,
    /** It will be tried again. */
    PENDING,
    /** It was given up. */
    FAILED
  }

  /** Claims a callback that nobody else holds; empty when there is nothing to do. */
  public Optional<ClaimedCallback> claim(UUID uid, String owner, Instant now, Duration hold) {
    var until = Times.bind(now.plus(hold));
    return transaction.execute(
        status -> {
          int taken =
              jdbc.update(
                  """
                  update callback set claimed_by = ?, claim_until = ?, due_at = ?, dispatched_at = null,
                    attempts = attempts + 1
                  where uid = ? and state = 'pending' and (claimed_by is null or claim_until <= ?)""",
                  owner,
                  until,
                  until,
                  uid,
                  Times.bind(now));
          return taken == 0 ? Optional.empty() : Optional.of(read(uid, owner));
        });
  }

  private ClaimedCallback read(UUID uid, String owner) {
    return jdbc.queryForObject(
        "select attempts, url, payload, correlation_id from callback where uid = ?",
        (row, number) ->
            new ClaimedCallback(
                uid,
                owner,
                row.getInt("attempts"),
                row.getString("url"),
                row.getString("payload"),
                row.getString("correlation_id")),
        uid);
  }

  /**
   * Writes how the attempt ended, if the claim still stands.
   *
   * @param httpStatus null when there was no answer
   * @param error null when there is nothing to say
   * @param dueAt when to try again; null when it is done with
   */
  public void record(
      ClaimedCallback claim,
      Result result,
      Integer httpStatus,
      String error,
      Instant dueAt,
      Instant at) {
    jdbc.update(
        """
        update callback set state = ?, last_status = ?, last_error = ?, due_at = ?, dispatched_at = null,
          claimed_by = null, claim_until = null, updated_at = ?
        where uid = ? and claimed_by = ? and attempts = ?""",
        result.name().toLowerCase(java.util.Locale.ROOT),
        httpStatus,
        error,
        Times.bind(dueAt),
        Times.bind(at),
        claim.uid(),
        claim.owner(),
        claim.attempt());
  }
}
