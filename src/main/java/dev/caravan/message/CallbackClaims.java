package dev.caravan.message;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Repository;

/** Lets one worker at a time have a callback, and writes how it went; as {@link MessageClaims}. */
@Repository
public class CallbackClaims {
  private static final String TAKE =
      """
      update callback set attempts = case when callback.claim_id = wanted.claim_id then attempts else attempts + 1 end, claim_id = wanted.claim_id, claimed_by = ?,
        claim_until = wanted.until, due_at = wanted.until, dispatched_at = null, not_before = null
      from %s
      where callback.uid = wanted.uid and state = 'pending' and (claimed_by is null or claim_until <= ? or callback.claim_id = wanted.claim_id)
        and (not_before is null or due_at > not_before)"""
          .formatted(Claims.WANTED);

  private static final String READ_TAKEN =
      """
      select uid, claim_id, claim_until, attempts, url, payload, correlation_id from callback
      where uid = any(?) and claim_id = any(?)""";

  private static final Columns ENDED =
      new Columns(
          "ended",
          "uid uuid",
          "claim_id uuid",
          "state varchar",
          "status integer",
          "error varchar",
          "due_at timestamp with time zone",
          "at timestamp with time zone");

  private static final String END =
      """
      update callback set state = ended.state, last_status = ended.status, last_error = ended.error,
        due_at = ended.due_at, not_before = ended.due_at, updated_at = ended.at, dispatched_at = null, claim_id = null,
        claimed_by = null, claim_until = null
      from %s
      where callback.uid = ended.uid and callback.claim_id = ended.claim_id"""
          .formatted(ENDED);

  private final WorkCommits commits;
  private final WorkCommits.Kind<Ended, Boolean> endings = this::writeAll;
  private final Claims<ClaimedCallback> claims;

  CallbackClaims(WorkCommits commits, WorkerName name, Clock clock) {
    this.commits = commits;
    this.claims =
        new Claims<>(commits, name, clock, TAKE, READ_TAKEN, (before, row, now) -> claimOf(row));
  }

  private record Ended(
      ClaimedCallback claim,
      Result result,
      Integer httpStatus,
      String error,
      Instant dueAt,
      Instant at) {}

  /** A callback that one worker holds; {@code attempt} counts from 1. */
  public record ClaimedCallback(
      UUID uid,
      UUID claimId,
      Instant until,
      int attempt,
      String url,
      String payload,
      String correlationId) {}

  /** How a callback attempt ended. */
  public enum Result {
    /** The client took it. */
    DELIVERED,
    /** It will be tried again. */
    PENDING,
    /** It was given up. */
    FAILED
  }

  /**
   * Claims a callback that nobody else holds; empty when there is nothing to do. Waits for a
   * database that is away.
   */
  public Optional<ClaimedCallback> claim(UUID uid, Duration hold) {
    return claims.claim(uid, hold);
  }

  /** Does the work of a claim, and lets nobody in this process claim the callback meanwhile. */
  public void whileHeld(ClaimedCallback claim, Runnable work) {
    claims.whileHeld(claim.uid(), claim.until(), work);
  }

  /**
   * Writes how the attempt ended, if the claim still stands; tries again until it ends.
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
    commits.submit(
        endings, new Ended(claim, result, httpStatus, error, dueAt, at), Claims.PATIENCE);
  }

  private static ClaimedCallback claimOf(ResultSet row) throws SQLException {
    return new ClaimedCallback(
        row.getObject("uid", UUID.class),
        row.getObject("claim_id", UUID.class),
        Times.read(row, "claim_until"),
        row.getInt("attempts"),
        row.getString("url"),
        row.getString("payload"),
        row.getString("correlation_id"));
  }

  private WorkCommits.Share<Boolean> writeAll(List<Ended> ended) {
    Object[] rows = ENDED.of(ended.stream().map(CallbackClaims::endOf).toList());
    return new WorkCommits.Share<>(
        List.of(Step.change(END, rows)), () -> Collections.nCopies(ended.size(), true));
  }

  private static Object[] endOf(Ended ended) {
    return new Object[] {
      ended.claim().uid(),
      ended.claim().claimId(),
      ended.result().name().toLowerCase(Locale.ROOT),
      ended.httpStatus(),
      ended.error(),
      Times.bind(ended.dueAt()),
      Times.bind(ended.at())
    };
  }
}
