package dev.caravan.message;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** Ends the wait for reports that did not come by their limit; one that comes later lifts it. */
@Repository
public class OverdueReports {
  private static final String REASON = "no report came by its limit";

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final Settling settling;
  private final Clock clock;

  OverdueReports(
      JdbcTemplate jdbc, TransactionTemplate transaction, Settling settling, Clock clock) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.settling = settling;
    this.clock = clock;
  }

  /**
   * Makes recipients {@code unknown} whose report is overdue.
   *
   * @param limit how many messages at the most
   * @return how many messages it were
   */
  public int end(int limit) {
    List<Outgoing> callbacks = new ArrayList<>();
    int ended =
        transaction.execute(
            status -> {
              callbacks.clear();
              return end(limit, callbacks, clock.instant());
            });
    settling.handOver(callbacks);
    return ended;
  }

  private int end(int limit, List<Outgoing> callbacks, Instant now) {
    List<UUID> overdue =
        jdbc.query(
            """
            select uid from message where report_until <= ? and state <> 'started'
            order by report_until limit ? for update skip locked""",
            (row, number) -> row.getObject("uid", UUID.class),
            Times.bind(now),
            limit);
    if (overdue.isEmpty()) {
      return 0;
    }
    Map<UUID, Settling.Locked> messages = settling.lock(overdue);
    jdbc.update(
        """
        update recipient set state = 'unknown', reason = ?, updated_at = ?
        where message_uid = any(?) and state = 'submitted'""",
        REASON,
        Times.bind(now),
        overdue.toArray(UUID[]::new));
    Map<UUID, Map<MessageState, String>> details =
        overdue.stream()
            .collect(
                Collectors.toMap(Function.identity(), uid -> Map.of(MessageState.UNKNOWN, REASON)));
    callbacks.addAll(settling.settle(messages.values(), details, List.of(), now));
    return overdue.size();
  }
}
