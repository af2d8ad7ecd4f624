package dev.caravan.message;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * How a lease is taken and ended, the same for every table of {@link DueRows}. Ending compares the
 * row's {@code due_at} with the lease: whoever changed it meanwhile (a worker's claim) wins, and
 * who is about to (it has the row locked) is not waited for.
 */
final class Leases {
  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final String table;

  /** For a table of ours, named in code: it becomes part of the statements. */
  Leases(JdbcTemplate jdbc, TransactionTemplate transaction, String table) {
    this.jdbc = jdbc;
    this.transaction = transaction;
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

  /** Which rows still have their lease is compared here: H2 compares pairs in quadratic time. */
  private void end(Collection<Outgoing> rows, String change, Object... values) {
    if (rows.isEmpty()) {
      return;
    }
    Map<UUID, Instant> leases = new HashMap<>();
    rows.forEach(row -> leases.put(row.uid(), Times.micros(row.leasedUntil())));
    transaction.executeWithoutResult(
        status -> {
          List<UUID> ending = new ArrayList<>();
          jdbc.query(
              "select uid, due_at from " + table + " where uid = any(?) for update skip locked",
              row -> {
                UUID uid = row.getObject("uid", UUID.class);
                if (leases.get(uid).equals(Times.read(row, "due_at"))) {
                  ending.add(uid);
                }
              },
              (Object) leases.keySet().toArray(UUID[]::new));
          if (!ending.isEmpty()) {
            jdbc.update(
                "update " + table + " set " + change + " where uid = any(?)",
                Stream.concat(
                        Arrays.stream(values), Stream.of((Object) ending.toArray(UUID[]::new)))
                    .toArray());
          }
        });
  }
}
