package dev.caravan.message;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How a worker takes a row for itself, the same for messages and callbacks.
 *
 * <p>A claim has an id, made for the delivery that asks. When the answer to its commit was lost,
 * the next try finds it by that; otherwise it would be somebody else's, and never be worked on.
 *
 * @param <T> what is claimed
 */
final class Claims<T> {
  /** What a {@code take} statement takes its rows from. */
  static final Columns WANTED =
      new Columns("wanted", "uid uuid", "claim_id uuid", "until timestamp with time zone");

  /** How long a delivery waits for a database that is away; RabbitMQ takes it back after thirty. */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  private final WorkCommits commits;
  private final WorkerName name;
  private final Clock clock;
  private final String take;
  private final String read;
  private final Reader<T> reader;
  private final WorkCommits.Kind<Wanted, Optional<T>> kind = this::claimAll;
  private final Map<UUID, Instant> held = new ConcurrentHashMap<>();

  /**
   * For one table.
   *
   * @param take binds the worker, {@link #WANTED} and the time
   * @param read reads what was taken; binds uids and claim ids
   */
  Claims(
      WorkCommits commits,
      WorkerName name,
      Clock clock,
      String take,
      String read,
      Reader<T> reader) {
    this.commits = commits;
    this.name = name;
    this.clock = clock;
    this.take = take;
    this.read = read;
    this.reader = reader;
  }

  /** Makes a claim of the row that was taken, or adds to the one that it has rows of already. */
  interface Reader<T> {
    T read(T before, ResultSet row, Instant now) throws SQLException;
  }

  private record Wanted(UUID uid, UUID claimId, Duration hold) {}

  /** Claims a row that nobody else holds; empty when there is nothing to do. */
  Optional<T> claim(UUID uid, Duration hold) {
    Instant until = held.get(uid);
    if (until != null && until.isBefore(clock.instant())) {
      return Optional.empty();
    }
    return commits.submit(kind, new Wanted(uid, TimeOrderedId.at(clock.instant()), hold), PATIENCE);
  }

  /**
   * Does the work that a row was claimed for. While it goes on past the claim's time, which it does
   * only when the database takes no outcome, the row is not taken for abandoned by its own process.
   */
  void whileHeld(UUID uid, Instant until, Runnable work) {
    held.put(uid, until);
    try {
      work.run();
    } finally {
      held.remove(uid);
    }
  }

  private WorkCommits.Share<Optional<T>> claimAll(List<Wanted> wanted) {
    Instant now = clock.instant();
    // A row that two deliveries of one group want goes to the first.
    Map<UUID, Object[]> first = new LinkedHashMap<>();
    wanted.forEach(
        want ->
            first.putIfAbsent(
                want.uid(),
                new Object[] {want.uid(), want.claimId(), Times.bind(now.plus(want.hold()))}));
    Object[] binds = WANTED.of(new ArrayList<>(first.values()));
    Map<UUID, T> taken = new HashMap<>();
    return new WorkCommits.Share<>(
        List.of(
            Step.change(take, name.value(), binds[0], binds[1], binds[2], Times.bind(now)),
            Step.query(
                read,
                row -> {
                  UUID claimId = row.getObject("claim_id", UUID.class);
                  taken.put(claimId, reader.read(taken.get(claimId), row, now));
                },
                binds[0],
                binds[1])),
        () -> wanted.stream().map(want -> Optional.ofNullable(taken.get(want.claimId()))).toList());
  }
}
