package dev.caravan.message;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * How a lease is taken and ended, the same for every table of {@link DueRows}. Ending compares the
 * row's {@code due_at} with the lease: whoever changed it meanwhile (a worker's claim) wins.
 */
final class Leases {
  private final JdbcTemplate jdbc;
  private final String table;

  /** For a table of ours, named in code: it becomes part of the statements. */
  Leases(JdbcTemplate jdbc, String table) {
    this.jdbc = jdbc;
    this.table = table;
  }

  void take(List<Outgoing> rows, Instant until) {
    jdbc.batchUpdate(
        "update " + table + " set due_at = ? where uid = ?",
        rows.stream().map(row -> new Object[] {Times.bind(until), row.uid()}).toList());
  }

  void confirmed(
      Collection<UUID> uids, Instant leasedUntil, Instant confirmedAt, Instant lookAgainAt) {
    jdbc.batchUpdate(
        "update " + table + " set dispatched_at = ?, due_at = ? where uid = ? and due_at = ?",
        uids.stream()
            .sorted()
            .map(
                uid ->
                    new Object[] {
                      Times.bind(confirmedAt), Times.bind(lookAgainAt), uid, Times.bind(leasedUntil)
                    })
            .toList());
  }

  void returned(Collection<UUID> uids, Instant leasedUntil, Instant dueAt) {
    jdbc.batchUpdate(
        "update " + table + " set due_at = ? where uid = ? and due_at = ?",
        uids.stream()
            .sorted()
            .map(uid -> new Object[] {Times.bind(dueAt), uid, Times.bind(leasedUntil)})
            .toList());
  }
}
