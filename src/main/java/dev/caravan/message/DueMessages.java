package dev.caravan.message;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Messages on their way to a queue. {@code due_at} says when to look at a row next, {@code
 * dispatched_at} that the broker has it.
 */
@Repository
class DueMessages implements DueRows {
  /**
   * A claim clears {@code dispatched_at}, so a started message that has it was abandoned and
   * published again.
   */
  private static final String UNCLAIMED =
      "due_at <= ? and dispatched_at is not null"
          + " and state in ('scheduled', 'received', 'started', 'retrying')";

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final Leases leases;

  DueMessages(JdbcTemplate jdbc, TransactionTemplate transaction) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.leases = new Leases(jdbc, transaction, "message");
  }

  @Override
  public List<Outgoing> lease(Instant now, Instant leaseUntil, int limit) {
    return transaction.execute(
        status -> {
          List<Outgoing> due = new ArrayList<>();
          for (Lane lane : Lane.values()) {
            due.addAll(select(lane, now, leaseUntil, limit - due.size()));
          }
          leases.take(due, leaseUntil);
          return due;
        });
  }

  private List<Outgoing> select(Lane lane, Instant now, Instant leaseUntil, int limit) {
    if (limit <= 0) {
      return List.of();
    }
    return jdbc.query(
        """
        select uid, channel, message_type, correlation_id from message
        where lane = ? and due_at <= ? and dispatched_at is null
        order by due_at limit ? for update skip locked""",
        (row, number) ->
            new Outgoing(
                row.getObject("uid", UUID.class),
                QueueNames.of(row.getString("channel"), row.getString("message_type"), lane),
                row.getString("correlation_id"),
                leaseUntil),
        lane.wire(),
        Times.bind(now),
        limit);
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
    Map<String, Long> counts = new HashMap<>();
    for (Lane lane : Lane.values()) {
      jdbc.query(
          "select channel, message_type, count(*) as rows_waiting from message where lane = ? and "
              + UNCLAIMED
              + " group by channel, message_type",
          row -> {
            String queue =
                QueueNames.of(row.getString("channel"), row.getString("message_type"), lane);
            counts.put(queue, row.getLong("rows_waiting"));
          },
          lane.wire(),
          Times.bind(now));
    }
    return counts;
  }

  @Override
  public void publishAgain(String queue, Instant now) {
    updateUnclaimed("dispatched_at = null", queue, now, null);
  }

  @Override
  public void wait(String queue, Instant now, Instant lookAgainAt) {
    updateUnclaimed("due_at = ?", queue, now, lookAgainAt);
  }

  private void updateUnclaimed(String change, String queue, Instant now, Instant lookAgainAt) {
    List<Object> binds = new ArrayList<>();
    if (lookAgainAt != null) {
      binds.add(Times.bind(lookAgainAt));
    }
    QueueNames.Parts parts = QueueNames.parse(queue);
    binds.addAll(
        List.of(parts.lane().wire(), parts.channel(), parts.messageType(), Times.bind(now)));
    jdbc.update(
        "update message set "
            + change
            + " where lane = ? and channel = ? and message_type = ? and "
            + UNCLAIMED,
        binds.toArray());
  }

  @Override
  public int brokerIsEmpty(Instant now) {
    return jdbc.update(
        """
        update message set dispatched_at = null, due_at = ?
        where dispatched_at is not null and due_at is not null
          and state in ('scheduled', 'received', 'started', 'retrying')""",
        Times.bind(now));
  }
}
