package dev.caravan.message;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Tells messages what reports say: parts move by what {@link MessageState} allows, recipients
 * follow their parts, messages their recipients, in one transaction with the callback. A report
 * that comes again, late, out of order or against an earlier one moves nothing.
 */
@Repository
public class Deliveries {
  private static final Columns WHOSE = new Columns("given", "uid uuid", "position integer");

  private static final String READ =
      """
      select p.message_uid, p.position, p.attempt, p.number, p.provider, p.match_id, p.state, r.state as recipient_state,
        r.parts
      from %s
        join recipient r on r.message_uid = given.uid and r.position = given.position
        join part p on p.message_uid = given.uid and p.position = given.position
      order by p.message_uid, p.position, p.attempt, p.number"""
          .formatted(WHOSE);

  private static final Columns PARTS =
      new Columns(
          "given",
          "uid uuid",
          "position integer",
          "attempt integer",
          "number integer",
          "state varchar",
          "status varchar");

  private static final String MOVE_PARTS =
      """
      update part set state = given.state, status = given.status
      from %s
      where part.message_uid = given.uid and part.position = given.position and part.attempt = given.attempt
        and part.number = given.number"""
          .formatted(PARTS);

  private static final Columns RECIPIENTS =
      new Columns(
          "given",
          "uid uuid",
          "position integer",
          "state varchar",
          "reason varchar",
          "at timestamp with time zone");

  private static final String MOVE_RECIPIENTS =
      """
      update recipient set state = given.state, reason = given.reason, updated_at = given.at
      from %s
      where recipient.message_uid = given.uid and recipient.position = given.position"""
          .formatted(RECIPIENTS);

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final Settling settling;
  private final Clock clock;

  Deliveries(JdbcTemplate jdbc, TransactionTemplate transaction, Settling settling, Clock clock) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.settling = settling;
    this.clock = clock;
  }

  /** What became of a report. */
  public enum Result {
    /** It told something new, and is done with. */
    TOLD,
    /** It said what was known, or less, and is done with. */
    REPEATED,
    /** It says otherwise than one before; that one stands, and the timeline names this one. */
    CONTRADICTED,
    /** A worker holds the message; it must be looked at again. */
    HELD,
    /** No part has this id, yet or ever. */
    UNMATCHED
  }

  /** Tells what the reports say, in their order; those that are done with are deleted. */
  public Map<UUID, Result> tell(List<ReadReport> reports) {
    List<Outgoing> callbacks = new ArrayList<>();
    Map<UUID, Result> results =
        transaction.execute(
            status -> {
              callbacks.clear();
              return tell(reports, callbacks, clock.instant());
            });
    settling.handOver(callbacks);
    return results;
  }

  private Map<UUID, Result> tell(List<ReadReport> reports, List<Outgoing> callbacks, Instant now) {
    Map<UUID, Settling.Locked> messages = settling.lock(messagesOf(reports));
    Told told = new Told(read(reports, messages.keySet()), messages, now);
    Map<UUID, Result> results = new HashMap<>();
    reports.forEach(report -> results.put(report.report().uid(), told.add(report)));
    settling.write(MOVE_PARTS, PARTS, told.parts());
    settling.write(MOVE_RECIPIENTS, RECIPIENTS, told.recipients());
    callbacks.addAll(settling.settle(told.messages(), told.details(), told.events(), now));
    jdbc.update(
        "delete from report where uid = any(?)",
        (Object)
            results.entrySet().stream()
                .filter(each -> each.getValue() != Result.HELD)
                .filter(each -> each.getValue() != Result.UNMATCHED)
                .map(Map.Entry::getKey)
                .toArray(UUID[]::new));
    return results;
  }

  private Set<UUID> messagesOf(List<ReadReport> reports) {
    return Set.copyOf(
        jdbc.query(
            "select distinct message_uid from part where match_id = any(?)",
            (row, number) -> row.getObject("message_uid", UUID.class),
            (Object) reports.stream().map(ReadReport::matchId).toArray(String[]::new)));
  }

  /** The recipients that the reports tell of, with all their parts. */
  private Collection<ReportedRecipient> read(List<ReadReport> reports, Set<UUID> messages) {
    Set<List<Object>> whose =
        jdbc
            .query(
                "select message_uid, position from part where match_id = any(?) and message_uid = any(?)",
                (row, number) ->
                    List.<Object>of(
                        row.getObject("message_uid", UUID.class), row.getInt("position")),
                reports.stream().map(ReadReport::matchId).toArray(String[]::new),
                messages.toArray(UUID[]::new))
            .stream()
            .collect(Collectors.toSet());
    Map<List<Object>, ReportedRecipient> recipients = new LinkedHashMap<>();
    if (!whose.isEmpty()) {
      jdbc.query(
          READ,
          row -> {
            UUID uid = row.getObject("message_uid", UUID.class);
            int position = row.getInt("position");
            MessageState state = MessageState.ofWire(row.getString("recipient_state"));
            int parts = row.getInt("parts");
            recipients
                .computeIfAbsent(
                    List.of(uid, position),
                    key -> new ReportedRecipient(uid, position, state, parts))
                .add(
                    row.getInt("attempt"),
                    row.getInt("number"),
                    row.getString("provider"),
                    row.getString("match_id"),
                    MessageState.ofWire(row.getString("state")));
          },
          WHOSE.of(whose.stream().map(List::toArray).toList()));
    }
    return recipients.values();
  }
}
