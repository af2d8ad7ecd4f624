package dev.caravan.message;

import dev.caravan.group.Grouped;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Repository;

/**
 * Stores accepted messages: key, message and recipients in one commit, shared by those who come.
 */
@Repository
public class MessageIntake implements DisposableBean {
  private static final Columns KEYS =
      new Columns(
          "given",
          "client varchar",
          "message_id varchar",
          "uid uuid",
          "created_at timestamp with time zone");

  /**
   * The keys go first and tell who is new, also among equal ones of one group. In their order, so
   * that two groups cannot wait for each other.
   */
  private static final String ADD_KEYS =
      """
      insert into message_key (client, message_id, message_uid, created_at)
      select client, message_id, uid, created_at from %s
      order by client, message_id on conflict do nothing"""
          .formatted(KEYS);

  private static final Columns MESSAGES =
      new Columns(
          "given",
          "uid uuid",
          "client varchar",
          "message_id varchar",
          "correlation_id varchar",
          "sender_id varchar",
          "message_type varchar",
          "channel varchar",
          "provider varchar",
          "priority varchar",
          "lane varchar",
          "body varchar",
          "callback_url varchar",
          "state varchar",
          "created_at timestamp with time zone",
          "send_at timestamp with time zone",
          "valid_until timestamp with time zone",
          "due_at timestamp with time zone");

  private static final String ADD_MESSAGES =
      """
      insert into message (uid, client, message_id, correlation_id, sender_id, message_type, channel, provider,
        priority, lane, body, callback_url, state, attempts, created_at, updated_at, send_at, valid_until, due_at)
      select given.uid, given.client, given.message_id, given.correlation_id, given.sender_id, given.message_type,
        given.channel, given.provider, given.priority, given.lane, given.body, given.callback_url, given.state, 0,
        given.created_at, given.created_at, given.send_at, given.valid_until, given.due_at
      from %s
      join message_key k on k.client = given.client and k.message_id = given.message_id and k.message_uid = given.uid"""
          .formatted(MESSAGES);

  private static final Columns RECIPIENTS =
      new Columns(
          "given",
          "uid uuid",
          "position integer",
          "recipient varchar",
          "state varchar",
          "at timestamp with time zone");

  private static final String ADD_RECIPIENTS =
      """
      insert into recipient (message_uid, position, recipient, state, updated_at)
      select given.uid, given.position, given.recipient, given.state, given.at
      from %s join message m on m.uid = given.uid"""
          .formatted(RECIPIENTS);

  private final Pipeline pipeline;
  private final Grouped<NewMessage, Boolean> group;
  private final Handover dispatcher;

  MessageIntake(Pipeline pipeline, StoreProperties store, Handover.Ways dispatch) {
    this.pipeline = pipeline;
    this.dispatcher = dispatch.messages();
    this.group = new Grouped<>("accept", store.accept(), this::storeAndHandOver);
  }

  /**
   * Returns once the message is durable; the dispatcher is told.
   *
   * @return false when the client already used this {@code messageId}; then nothing is stored
   * @throws dev.caravan.group.Overloaded when too many wait; then nothing is stored
   */
  public boolean store(NewMessage message) {
    return group.submit(message);
  }

  private List<Boolean> storeAndHandOver(List<NewMessage> messages) {
    Instant lease = dispatcher.lease().orElse(null);
    Set<UUID> stored = insert(messages, lease);
    dispatcher.stored(
        messages.stream()
            .filter(message -> isDue(message) && stored.contains(message.uid()))
            .map(message -> outgoing(message, lease))
            .toList());
    return messages.stream().map(message -> stored.contains(message.uid())).toList();
  }

  private static boolean isDue(NewMessage message) {
    return !message.dueAt().isAfter(message.createdAt());
  }

  private static Outgoing outgoing(NewMessage message, Instant lease) {
    return new Outgoing(
        message.uid(),
        QueueNames.of(message.channel(), message.request().messageType(), message.lane()),
        message.correlationId(),
        lease);
  }

  /** The uids of the new ones. */
  private Set<UUID> insert(List<NewMessage> messages, Instant lease) {
    Object[] rows = MESSAGES.of(messages.stream().map(message -> row(message, lease)).toList());
    Set<UUID> stored = new HashSet<>();
    pipeline.run(
        Step.change(ADD_KEYS, KEYS.of(messages.stream().map(MessageIntake::key).toList())),
        Step.change(ADD_MESSAGES, rows),
        Step.change(
            ADD_RECIPIENTS,
            RECIPIENTS.of(messages.stream().flatMap(MessageIntake::recipients).toList())),
        Step.query(
            "select uid from message where uid = any(?)",
            row -> stored.add(row.getObject("uid", UUID.class)),
            rows[0]));
    return stored;
  }

  private static Object[] key(NewMessage message) {
    return new Object[] {
      message.client(),
      message.request().messageId(),
      message.uid(),
      Times.bind(message.createdAt())
    };
  }

  private static Object[] row(NewMessage message, Instant lease) {
    SendRequest request = message.request();
    return new Object[] {
      message.uid(),
      message.client(),
      request.messageId(),
      message.correlationId(),
      request.senderId(),
      request.messageType(),
      message.channel(),
      message.provider(),
      request.priority(),
      message.lane().wire(),
      request.message(),
      request.callback(),
      message.state().wire(),
      Times.bind(message.createdAt()),
      Times.bind(request.sendAt()),
      Times.bind(request.validUntil()),
      Times.bind(lease != null && isDue(message) ? lease : message.dueAt())
    };
  }

  private static Stream<Object[]> recipients(NewMessage message) {
    List<String> recipients = message.request().recipients();
    return IntStream.range(0, recipients.size())
        .mapToObj(
            position ->
                new Object[] {
                  message.uid(),
                  position,
                  recipients.get(position),
                  message.state().wire(),
                  Times.bind(message.createdAt())
                });
  }

  @Override
  public void destroy() {
    group.close();
  }
}
