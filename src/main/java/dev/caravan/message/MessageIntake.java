package dev.caravan.message;

import dev.caravan.group.Grouped;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Stores accepted messages: key, message and recipients in one commit, shared by those who come.
 */
@Repository
public class MessageIntake implements DisposableBean {
  private final JdbcTemplate jdbc;
  private final Grouped<NewMessage, Boolean> group;

  private final TransactionTemplate transaction;
  private final Handover dispatcher;

  MessageIntake(
      JdbcTemplate jdbc,
      TransactionTemplate transaction,
      StoreProperties store,
      Handover.Ways dispatch) {
    this.jdbc = jdbc;
    this.transaction = transaction;
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
    Set<UUID> stored = transaction.execute(status -> insert(messages, lease));
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

  private Set<UUID> insert(List<NewMessage> messages, Instant lease) {
    // In the order of the keys, so that two groups cannot wait for each other.
    List<NewMessage> sorted =
        messages.stream()
            .sorted(
                Comparator.comparing(NewMessage::client)
                    .thenComparing(message -> message.request().messageId()))
            .toList();
    // The keys go first and tell who is new: also among equal ones in one group. Not "values": the
    // driver would make many rows one statement (reWriteBatchedInserts) and lose who it was.
    int[] counts =
        jdbc.batchUpdate(
            """
            insert into message_key (client, message_id, message_uid, created_at)
            select ?, ?, ?, cast(? as timestamp with time zone) on conflict do nothing""",
            sorted.stream().map(MessageIntake::key).toList());
    List<NewMessage> stored =
        IntStream.range(0, counts.length)
            .filter(i -> counts[i] == 1)
            .mapToObj(sorted::get)
            .toList();
    jdbc.batchUpdate(
        """
        insert into message (uid, client, message_id, correlation_id, sender_id, message_type, channel, provider,
          priority, lane, body, callback_url, state, attempts, created_at, updated_at, send_at, valid_until,
          due_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?)""",
        stored.stream().map(message -> row(message, lease)).toList());
    jdbc.batchUpdate(
        "insert into recipient (message_uid, position, recipient, state, updated_at) values (?, ?, ?, ?, ?)",
        stored.stream().flatMap(MessageIntake::recipients).toList());
    return stored.stream().map(NewMessage::uid).collect(Collectors.toSet());
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
