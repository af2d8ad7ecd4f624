package dev.caravan.message;

import dev.caravan.group.Grouped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** Lets one worker at a time have a callback, and writes how it went. */
@Repository
public class CallbackClaims implements DisposableBean {
  private static final Optional<ClaimedCallback> NOTHING = Optional.empty();

  private final JdbcTemplate jdbc;
  private final Grouped<Wanted, Optional<ClaimedCallback>> claims;
  private final Grouped<Ended, Boolean> endings;

  CallbackClaims(JdbcTemplate jdbc, TransactionTemplate transaction, StoreProperties store) {
    this.jdbc = jdbc;
    this.claims =
        new Grouped<>(
            "callback-claim",
            store.work(),
            wanted -> transaction.execute(status -> claimAll(wanted)));
    this.endings =
        new Grouped<>(
            "callback-outcome",
            store.work(),
            ended -> transaction.execute(status -> writeAll(ended)));
  }

  /** For whom, and for how long: those of a group who agree in this are written together. */
  private record As(String owner, Duration hold) {}

  private record Wanted(UUID uid, As as, Instant now) {}

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
      String owner,
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
   * database that is away, as {@link MessageClaims#claim} does.
   */
  public Optional<ClaimedCallback> claim(UUID uid, String owner, Instant now, Duration hold) {
    return claims.submitPatiently(
        passed -> new Wanted(uid, new As(owner, hold), now.plus(passed)), MessageClaims.PATIENCE);
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
    Ended ended = new Ended(claim, result, httpStatus, error, dueAt, at);
    endings.submitPatiently(passed -> ended, Duration.between(at, claim.until()));
  }

  private List<Optional<ClaimedCallback>> claimAll(List<Wanted> wanted) {
    Map<UUID, Wanted> first = new LinkedHashMap<>();
    wanted.forEach(each -> first.putIfAbsent(each.uid(), each));
    // One time for all, the latest: so that their claims end together and are one change.
    Instant now = wanted.stream().map(Wanted::now).max(Comparator.naturalOrder()).orElseThrow();
    Map<UUID, ClaimedCallback> taken = new HashMap<>();
    // Locked in the order of their ids, so that two groups cannot wait for each other.
    jdbc.query(
        """
        select uid, attempts, url, payload, correlation_id from callback
        where uid = any(?) and state = 'pending' and (claimed_by is null or claim_until <= ?)
        order by uid for update""",
        row -> {
          ClaimedCallback claim = claimOf(row, first, now);
          taken.put(claim.uid(), claim);
        },
        first.keySet().toArray(UUID[]::new),
        Times.bind(now));
    taken.values().stream()
        .collect(Collectors.groupingBy(claim -> first.get(claim.uid()).as()))
        .forEach((as, claims) -> take(as, claims, now));
    // A callback that two callers of one group want goes to the first.
    return wanted.stream()
        .map(
            want ->
                first.get(want.uid()) == want
                    ? Optional.ofNullable(taken.get(want.uid()))
                    : NOTHING)
        .toList();
  }

  private static ClaimedCallback claimOf(ResultSet row, Map<UUID, Wanted> wanted, Instant now)
      throws SQLException {
    UUID uid = row.getObject("uid", UUID.class);
    As as = wanted.get(uid).as();
    return new ClaimedCallback(
        uid,
        as.owner(),
        now.plus(as.hold()),
        row.getInt("attempts") + 1,
        row.getString("url"),
        row.getString("payload"),
        row.getString("correlation_id"));
  }

  private void take(As as, List<ClaimedCallback> claims, Instant now) {
    var until = Times.bind(now.plus(as.hold()));
    jdbc.update(
        """
        update callback set claimed_by = ?, claim_until = ?, due_at = ?, dispatched_at = null,
          attempts = attempts + 1
        where uid = any(?)""",
        as.owner(),
        until,
        until,
        claims.stream().map(ClaimedCallback::uid).toArray(UUID[]::new));
  }

  private List<Boolean> writeAll(List<Ended> ended) {
    int[] counts =
        jdbc.batchUpdate(
            """
            update callback set state = ?, last_status = ?, last_error = ?, due_at = ?, dispatched_at = null,
              claimed_by = null, claim_until = null, updated_at = ?
            where uid = ? and claimed_by = ? and attempts = ?""",
            ended.stream().map(CallbackClaims::endOf).toList());
    return Arrays.stream(counts).mapToObj(count -> count == 1).toList();
  }

  private static Object[] endOf(Ended ended) {
    return new Object[] {
      ended.result().name().toLowerCase(Locale.ROOT),
      ended.httpStatus(),
      ended.error(),
      Times.bind(ended.dueAt()),
      Times.bind(ended.at()),
      ended.claim().uid(),
      ended.claim().owner(),
      ended.claim().attempt()
    };
  }

  @Override
  public void destroy() {
    claims.close();
    endings.close();
  }
}
