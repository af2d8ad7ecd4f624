package dev.caravan.message;

import java.util.List;
import java.util.stream.IntStream;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** Stores accepted messages: key, message, recipients and first event in one commit. */
@Repository
public class MessageIntake {
  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;

  MessageIntake(JdbcTemplate jdbc, TransactionTemplate transaction) {
    this.jdbc = jdbc;
    this.transaction = transaction;
  }

  /**
   * Returns once the message is durable.
   *
   * @return false when the client already used this {@code messageId}; then nothing is stored
   */
  public boolean store(NewMessage message) {
    try {
      transaction.executeWithoutResult(status -> insert(message));
      return true;
    } catch (DuplicateKeyException e) {
      return false;
    }
  }

  private void insert(NewMessage message) {
    var request = message.request();
    var createdAt = Times.bind(message.createdAt());
    // The key goes first: a duplicate costs one statement.
    jdbc.update(
        "insert into message_key (client, message_id, message_uid, created_at) values (?, ?, ?, ?)",
        message.client(),
        request.messageId(),
        message.uid(),
        createdAt);
    jdbc.update(
        """
        insert into message (uid, client, message_id, correlation_id, sender_id, message_type, channel, provider,
          priority, lane, body, callback_url, state, attempts, created_at, updated_at, send_at, valid_until,
          due_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?)""",
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
        createdAt,
        createdAt,
        Times.bind(request.sendAt()),
        Times.bind(request.validUntil()),
        Times.bind(message.dueAt()));
    List<Object[]> recipients =
        IntStream.range(0, request.recipients().size())
            .mapToObj(
                position ->
                    new Object[] {
                      message.uid(),
                      position,
                      request.recipients().get(position),
                      message.state().wire(),
                      createdAt
                    })
            .toList();
    jdbc.batchUpdate(
        "insert into recipient (message_uid, position, recipient, state, updated_at) values (?, ?, ?, ?, ?)",
        recipients);
    jdbc.update(
        "insert into event (message_uid, at, state) values (?, ?, ?)",
        message.uid(),
        createdAt,
        message.state().wire());
  }
}
