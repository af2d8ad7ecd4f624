package dev.caravan.message;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * How a lease is taken and ended, the same for every table of {@link DueRows}. Ending compares the
 * row's {@code due_at} with the lease: whoever changed it meanwhile (a worker's claim) wins, and
 * who is about to (it has the row locked) is not waited for.
 */
final class Leases {
  private static final Columns LEASES =
      new Columns("lease", "uid uuid", "leased_until timestamp with time zone");

  private final JdbcTemplate jdbc;
  private final String table;

  /** For a table of ours, named in code: it becomes part of the statements. */
  Leases(JdbcTemplate jdbc, String table) {
    this.jdbc = jdbc;
    this.table = table;
  }

  /** For rows that the same transaction has locked. */
  void take(List<Outgoing> rows, Instant until) {
    if (!rows.isEmpty()) {
      jdbc.update(
          "update " + table + " set due_at = ? where uid = any(?)",
          Times.bind(until),
          rows.stream().map(Outgoing::uid).toArray(UUID[]::new));
    }
  }

  void confirmed(Collection<Outgoing> rows, Instant confirmedAt, Instant lookAgainAt) {
    end(rows, "dispatched_at = ?, due_at = ?", Times.bind(confirmedAt), Times.bind(lookAgainAt));
  }

  void returned(Collection<Outgoing> rows, Instant dueAt) {
    end(rows, "dispatched_at = null, due_at = ?", Times.bind(dueAt));
  }

  private void end(Collection<Outgoing> rows, String change, Object... values) {
    if (rows.isEmpty()) {
      return;
    }
    Object[] leases =
        LEASES.of(
            rows.stream()
                .map(row -> new Object[] {row.uid(), Times.bind(row.leasedUntil())})
                .toList());
    jdbc.update(
        """
        update %1$s set %2$s where uid in (
          select uid from %1$s where uid = any(?) and (uid, due_at) in (select uid, leased_until from %3$s)
          for update skip locked)"""
            .formatted(table, change, LEASES),
        Stream.concat(Arrays.stream(values), Stream.of(leases[0], leases[0], leases[1])).toArray());
  }
}
