package dev.caravan.message;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** Callbacks on their way to their queue. */
@Repository
class DueCallbacks implements DueRows {
  /** A claim clears {@code dispatched_at}, so an owner that is still named here was lost. */
  private static final String UNCLAIMED =
      "due_at <= ? and dispatched_at is not null and state = 'pending'";

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final Leases leases;

  DueCallbacks(JdbcTemplate jdbc, TransactionTemplate transaction) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.leases = new Leases(jdbc, transaction, "callback");
  }

  @Override
  public List<Outgoing> lease(Instant now, Instant leaseUntil, int limit) {
    return transaction.execute(
        status -> {
          List<Outgoing> due =
              jdbc.query(
                  """
                  select uid, correlation_id from callback where due_at <= ? and dispatched_at is null
                  order by due_at limit ? for update skip locked""",
                  (row, number) ->
                      new Outgoing(
                          row.getObject("uid", UUID.class),
                          QueueNames.CALLBACK,
                          row.getString("correlation_id"),
                          leaseUntil),
                  Times.bind(now),
                  limit);
          leases.take(due, leaseUntil);
          return due;
        });
  }

  @Override
  public void confirmed(Collection<Outgoing> rows, Instant confirmedAt, Instant lookAgainAt) {
    leases.confirmed(rows, confirmedAt, lookAgainAt);
  }

  @Override
  public void returned(Collection<Outgoing> rows, Instant dueAt) {
    leases.returned(rows, dueAt);
  }

  @Override
  public Map<String, Long> unclaimed(Instant now) {
    Long count =
        jdbc.queryForObject(
            "select count(*) from callback where " + UNCLAIMED, Long.class, Times.bind(now));
    return count == null || count == 0 ? Map.of() : Map.of(QueueNames.CALLBACK, count);
  }

  @Override
  public void publishAgain(String queue, Instant now) {
    jdbc.update("update callback set dispatched_at = null where " + UNCLAIMED, Times.bind(now));
  }

  @Override
  public void wait(String queue, Instant now, Instant lookAgainAt) {
    jdbc.update(
        "update callback set due_at = ? where " + UNCLAIMED,
        Times.bind(lookAgainAt),
        Times.bind(now));
  }

  @Override
  public int brokerIsEmpty(Instant now) {
    return jdbc.update(
        """
        update callback set dispatched_at = null, due_at = ?
        where dispatched_at is not null and state = 'pending'""",
        Times.bind(now));
  }
}
