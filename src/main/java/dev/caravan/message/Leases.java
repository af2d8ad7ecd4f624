package dev.caravan.message;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * How a lease is taken and ended, the same for every table of {@link DueRows}. Ending compares the
 * row's {@code due_at} with the lease: whoever changed it meanwhile (a worker's claim) wins, and
 * who is about to (it has the row locked) is not waited for.
 */
final class Leases {
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
    end("dispatched_at = ?, due_at = ?", rows, Times.bind(confirmedAt), Times.bind(lookAgainAt));
  }

  void returned(Collection<Outgoing> rows, Instant dueAt) {
    end("dispatched_at = null, due_at = ?", rows, Times.bind(dueAt));
  }

  private void end(String change, Collection<Outgoing> rows, Object... values) {
    Map<Instant, List<Outgoing>> byLease =
        rows.stream().collect(Collectors.groupingBy(Outgoing::leasedUntil));
    byLease.forEach(
        (leasedUntil, leased) -> {
          Object[] binds = Arrays.copyOf(values, values.length + 2);
          binds[values.length] = leased.stream().map(Outgoing::uid).toArray(UUID[]::new);
          binds[values.length + 1] = Times.bind(leasedUntil);
          jdbc.update(
              "update %1$s set %2$s where uid in (select uid from %1$s where uid = any(?) and due_at = ? for update skip locked)"
                  .formatted(table, change),
              binds);
        });
  }
}
