package dev.caravan.message;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** What a client may ask of, and do to, its own messages. Another client's are not there. */
@Repository
public class ClientMessages {
  /** Together with the wait for a connection it stays within the 3 s of an answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;

  ClientMessages(DataSource database) {
    DataSource impatient = new ImpatientConnections(database, PATIENCE);
    this.jdbc = new JdbcTemplate(impatient);
    this.transaction = new TransactionTemplate(new JdbcTransactionManager(impatient));
  }

  /** The message with its recipients, timeline, attempts and callbacks. */
  public Optional<MessageView> find(String client, String messageId) {
    return uidOf(client, messageId).map(this::view);
  }

  /**
   * Withdraws a message that nobody has claimed yet.
   *
   * @return its state after the call, {@link MessageState#CANCELLED} when that worked; empty when
   *     there is no such message
   */
  public Optional<MessageState> cancel(String client, String messageId, Instant now) {
    return uidOf(client, messageId)
        .map(uid -> transaction.execute(status -> cancelUnclaimed(uid, now)));
  }

  private MessageState cancelUnclaimed(UUID uid, Instant now) {
    var at = Times.bind(now);
    int moved =
        jdbc.update(
            """
            update message set state = 'cancelled', due_at = null, updated_at = ?
            where uid = ? and state in ('scheduled', 'received')""",
            at,
            uid);
    if (moved > 0) {
      jdbc.update(
          "update recipient set state = 'cancelled', updated_at = ? where message_uid = ?",
          at,
          uid);
      jdbc.update(
          "insert into event (message_uid, at, state, detail) values (?, ?, 'cancelled', ?)",
          uid,
          at,
          "by the client");
    }
    return MessageState.ofWire(
        jdbc.queryForObject("select state from message where uid = ?", String.class, uid));
  }

  private Optional<UUID> uidOf(String client, String messageId) {
    return jdbc
        .query(
            "select message_uid from message_key where client = ? and message_id = ?",
            (row, number) -> row.getObject("message_uid", UUID.class),
            client,
            messageId)
        .stream()
        .findFirst();
  }

  private MessageView view(UUID uid) {
    return jdbc.queryForObject(
        """
        select message_id, sender_id, message_type, channel, provider, priority, lane, state, created_at,
          updated_at, send_at, valid_until
        from message where uid = ?""",
        (row, number) -> {
          Instant createdAt = Times.read(row, "created_at");
          Instant sendAt = Times.read(row, "send_at");
          List<MessageView.Attempt> attempts = attempts(uid);
          return new MessageView(
              row.getString("message_id"),
              row.getString("sender_id"),
              row.getString("message_type"),
              row.getString("channel"),
              row.getString("provider"),
              row.getString("priority"),
              row.getString("lane"),
              row.getString("state"),
              createdAt,
              Times.read(row, "updated_at"),
              sendAt,
              Times.read(row, "valid_until"),
              recipients(uid),
              events(uid, createdAt, sendAt, attempts),
              attempts,
              callbacks(uid));
        },
        uid);
  }

  private List<MessageView.Recipient> recipients(UUID uid) {
    Map<Integer, List<String>> ids = new HashMap<>();
    jdbc.query(
        """
        select position, provider_message_id from part
        where message_uid = ? order by position, attempt, number""",
        row -> {
          ids.computeIfAbsent(row.getInt("position"), position -> new ArrayList<>())
              .add(row.getString("provider_message_id"));
        },
        uid);
    return jdbc.query(
        "select position, recipient, state, reason from recipient where message_uid = ? order by position",
        (row, number) ->
            new MessageView.Recipient(
                row.getString("recipient"),
                row.getString("state"),
                ids.getOrDefault(row.getInt("position"), List.of()),
                row.getString("reason")),
        uid);
  }

  /** What is stored as an event, and what the message's own row and its attempts tell anyway. */
  private List<MessageView.Event> events(
      UUID uid, Instant createdAt, Instant sendAt, List<MessageView.Attempt> attempts) {
    List<MessageView.Event> events = new ArrayList<>();
    MessageState first = sendAt == null ? MessageState.RECEIVED : MessageState.SCHEDULED;
    events.add(new MessageView.Event(createdAt, first.wire(), null));
    attempts.forEach(
        attempt ->
            events.add(
                new MessageView.Event(
                    attempt.startedAt(),
                    MessageState.STARTED.wire(),
                    "attempt " + attempt.number())));
    events.addAll(
        jdbc.query(
            "select at, state, detail from event where message_uid = ? order by at",
            (row, number) ->
                new MessageView.Event(
                    Times.read(row, "at"), row.getString("state"), row.getString("detail")),
            uid));
    events.sort(Comparator.comparing(MessageView.Event::at));
    return List.copyOf(events);
  }

  private List<MessageView.Attempt> attempts(UUID uid) {
    return jdbc.query(
        """
        select number, provider, outcome, code, detail, started_at, duration_ms, exchanges from attempt
        where message_uid = ? order by number""",
        (row, number) ->
            new MessageView.Attempt(
                row.getInt("number"),
                row.getString("provider"),
                row.getString("outcome"),
                row.getString("code"),
                row.getString("detail"),
                Times.read(row, "started_at"),
                row.getLong("duration_ms"),
                row.getString("exchanges")),
        uid);
  }

  private List<MessageView.Callback> callbacks(UUID uid) {
    return jdbc.query(
        """
        select uid, delivery_state, state, attempts, last_status, last_error, due_at from callback
        where message_uid = ? order by created_at""",
        (row, number) ->
            new MessageView.Callback(
                row.getString("uid"),
                row.getString("delivery_state"),
                row.getString("state"),
                row.getInt("attempts"),
                row.getObject("last_status", Integer.class),
                row.getString("last_error"),
                Times.read(row, "due_at")),
        uid);
  }
}
