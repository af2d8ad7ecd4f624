package dev.caravan.message;

import dev.caravan.group.Grouped;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
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

  private record Wanted(UUID uid, String owner, Instant now, Duration hold) {}

  private record Ended(
      ClaimedCallback claim,
      Result result,
      Integer httpStatus,
      String error,
      Instant dueAt,
      Instant at) {}

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
    return claims.submit(new Wanted(uid, owner, now, hold));
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
    endings.submit(new Ended(claim, result, httpStatus, error, dueAt, at));
  }

  private List<Optional<ClaimedCallback>> claimAll(List<Wanted> wanted) {
    List<Wanted> sorted = wanted.stream().sorted(Comparator.comparing(Wanted::uid)).toList();
    int[] counts =
        jdbc.batchUpdate(
            """
            update callback set claimed_by = ?, claim_until = ?, due_at = ?, dispatched_at = null,
              attempts = attempts + 1
            where uid = ? and state = 'pending' and (claimed_by is null or claim_until <= ?)""",
            sorted.stream().map(CallbackClaims::claimOf).toList());
    Set<Wanted> taken = Collections.newSetFromMap(new IdentityHashMap<>());
    IntStream.range(0, counts.length)
        .filter(i -> counts[i] == 1)
        .forEach(i -> taken.add(sorted.get(i)));
    Map<UUID, ClaimedCallback> read = read(taken);
    return wanted.stream()
        .map(want -> taken.contains(want) ? Optional.of(read.get(want.uid())) : NOTHING)
        .toList();
  }

  private static Object[] claimOf(Wanted want) {
    var until = Times.bind(want.now().plus(want.hold()));
    return new Object[] {want.owner(), until, until, want.uid(), Times.bind(want.now())};
  }

  private Map<UUID, ClaimedCallback> read(Set<Wanted> taken) {
    Map<UUID, String> owners = new HashMap<>();
    taken.forEach(want -> owners.put(want.uid(), want.owner()));
    Map<UUID, ClaimedCallback> read = new HashMap<>();
    jdbc.query(
        "select uid, attempts, url, payload, correlation_id from callback where uid = any(?)",
        row -> {
          UUID uid = row.getObject("uid", UUID.class);
          read.put(
              uid,
              new ClaimedCallback(
                  uid,
                  owners.get(uid),
                  row.getInt("attempts"),
                  row.getString("url"),
                  row.getString("payload"),
                  row.getString("correlation_id")));
        },
        (Object) owners.keySet().toArray(UUID[]::new));
    return read;
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
