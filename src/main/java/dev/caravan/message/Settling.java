package dev.caravan.message;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Makes messages follow their recipients, after reports or their absence have moved these: the
 * message's state, its event and the callback, inside the caller's transaction.
 */
@Component
class Settling {
  private static final Columns MOVES =
      new Columns(
          "given",
          "uid uuid",
          "state varchar",
          "at timestamp with time zone",
          "report_until timestamp with time zone");

  private static final String MOVE =
      """
      update message set state = given.state, updated_at = given.at, report_until = given.report_until
      from %s
      where message.uid = given.uid"""
          .formatted(MOVES);

  private static final Columns EVENTS =
      new Columns(
          "given", "uid uuid", "at timestamp with time zone", "state varchar", "detail varchar");

  private static final String ADD_EVENTS =
      "insert into event (message_uid, at, state, detail) select given.uid, given.at, given.state, given.detail from "
          + EVENTS;

  private static final Columns CALLBACKS =
      new Columns(
          "given",
          "callback_uid uuid",
          "uid uuid",
          "correlation_id varchar",
          "url varchar",
          "payload varchar",
          "state varchar",
          "at timestamp with time zone",
          "due_at timestamp with time zone");

  private static final String ADD_CALLBACKS =
      """
      insert into callback (uid, message_uid, correlation_id, url, payload, delivery_state, state, attempts, created_at,
        updated_at, due_at)
      select given.callback_uid, given.uid, given.correlation_id, given.url, given.payload, given.state, 'pending', 0,
        given.at, given.at, given.due_at
      from %s"""
          .formatted(CALLBACKS);

  private final JdbcTemplate jdbc;
  private final CallbackEnvelope envelope;
  private final Handover callbacks;

  Settling(JdbcTemplate jdbc, CallbackEnvelope envelope, Handover.Ways dispatch) {
    this.jdbc = jdbc;
    this.envelope = envelope;
    this.callbacks = dispatch.callbacks();
  }

  /** A message whose row this transaction has locked. */
  record Locked(
      UUID uid,
      String messageId,
      String correlationId,
      MessageState state,
      String callback,
      Instant reportUntil) {}

  /** An event for a message's timeline. */
  record Event(UUID uid, String detail) {}

  /** Locks messages, in the order in which everybody locks them; those that are still there. */
  Map<UUID, Locked> lock(Collection<UUID> uids) {
    Map<UUID, Locked> locked = new HashMap<>();
    jdbc.query(
        """
        select uid, message_id, correlation_id, state, callback_url, report_until from message where uid = any(?)
        order by uid for update""",
        row -> {
          UUID uid = row.getObject("uid", UUID.class);
          locked.put(
              uid,
              new Locked(
                  uid,
                  row.getString("message_id"),
                  row.getString("correlation_id"),
                  MessageState.ofWire(row.getString("state")),
                  row.getString("callback_url"),
                  Times.read(row, "report_until")));
        },
        (Object) uids.toArray(UUID[]::new));
    return locked;
  }

  /**
   * Moves the messages to where their recipients have come.
   *
   * @param details why a message may have come to a state, by message and state
   * @param events others that go into the timelines, with the state that the message has then
   * @return the callbacks to be handed over after the commit
   */
  List<Outgoing> settle(
      Collection<Locked> messages,
      Map<UUID, Map<MessageState, String>> details,
      List<Event> events,
      Instant now) {
    Map<UUID, Set<MessageState>> recipients = recipientStates(messages);
    Map<UUID, MessageState> states = new HashMap<>();
    List<Object[]> moves = new ArrayList<>();
    List<Object[]> timeline = new ArrayList<>();
    List<Moved> told = new ArrayList<>();
    for (Locked message : messages) {
      Set<MessageState> theirs = recipients.get(message.uid());
      MessageState next = MessageState.summarise(message.state(), theirs);
      boolean moved = message.state().canBecome(next);
      MessageState state = moved ? next : message.state();
      states.put(message.uid(), state);
      boolean awaited = theirs.contains(MessageState.SUBMITTED);
      if (moved || !awaited) {
        Instant until = awaited ? message.reportUntil() : null;
        moves.add(new Object[] {message.uid(), state.wire(), Times.bind(now), Times.bind(until)});
      }
      if (moved) {
        timeline.add(
            event(
                message.uid(),
                now,
                state,
                details.getOrDefault(message.uid(), Map.of()).get(state)));
        told.add(new Moved(message, state));
      }
    }
    events.forEach(
        event -> timeline.add(event(event.uid(), now, states.get(event.uid()), event.detail())));
    write(MOVE, MOVES, moves);
    write(ADD_EVENTS, EVENTS, timeline);
    return addCallbacks(told, now);
  }

  private record Moved(Locked message, MessageState state) {
    boolean isDue() {
      return message.callback() != null && (state.isFinal() || state == MessageState.UNKNOWN);
    }
  }

  private List<Outgoing> addCallbacks(List<Moved> moved, Instant now) {
    List<Moved> due = moved.stream().filter(Moved::isDue).toList();
    Map<UUID, String> data = callbackData(due.stream().map(Moved::message).toList());
    Instant lease = callbacks.lease().orElse(null);
    List<Object[]> rows = new ArrayList<>();
    List<Outgoing> outgoing = new ArrayList<>();
    for (Moved told : due) {
      Locked message = told.message();
      UUID uid = TimeOrderedId.at(now);
      rows.add(
          new Object[] {
            uid,
            message.uid(),
            message.correlationId(),
            message.callback(),
            envelope.write(message.messageId(), told.state(), data.get(message.uid())),
            told.state().wire(),
            Times.bind(now),
            Times.bind(lease == null ? now : lease)
          });
      outgoing.add(new Outgoing(uid, QueueNames.CALLBACK, message.correlationId(), lease));
    }
    write(ADD_CALLBACKS, CALLBACKS, rows);
    return outgoing;
  }

  private static Object[] event(UUID uid, Instant at, MessageState state, String detail) {
    return new Object[] {uid, Times.bind(at), state.wire(), detail};
  }

  /** After the commit. */
  void handOver(List<Outgoing> outgoing) {
    callbacks.stored(outgoing);
  }

  void write(String sql, Columns columns, List<Object[]> rows) {
    if (!rows.isEmpty()) {
      jdbc.update(sql, columns.of(rows));
    }
  }

  private Map<UUID, Set<MessageState>> recipientStates(Collection<Locked> messages) {
    Map<UUID, Set<MessageState>> states = new HashMap<>();
    jdbc.query(
        "select distinct message_uid, state from recipient where message_uid = any(?)",
        row -> {
          states
              .computeIfAbsent(
                  row.getObject("message_uid", UUID.class), u -> EnumSet.noneOf(MessageState.class))
              .add(MessageState.ofWire(row.getString("state")));
        },
        (Object) uids(messages));
    return states;
  }

  /** What the last attempt that was answered left for the callback. */
  private Map<UUID, String> callbackData(Collection<Locked> messages) {
    Map<UUID, String> data = new HashMap<>();
    jdbc.query(
        """
        select message_uid, callback_data from attempt
        where message_uid = any(?) and callback_data is not null order by number""",
        row -> {
          data.put(row.getObject("message_uid", UUID.class), row.getString("callback_data"));
        },
        (Object) uids(messages));
    return data;
  }

  private static UUID[] uids(Collection<Locked> messages) {
    return messages.stream().map(Locked::uid).toArray(UUID[]::new);
  }
}
