package dev.caravan.dispatch;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConfirmListener;
import com.rabbitmq.client.ReturnListener;
import dev.caravan.message.Outgoing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.rabbit.connection.RabbitUtils;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.stereotype.Component;

/**
 * Publishes many ids and waits once for the broker's word on all of them.
 *
 * <p>An id counts as published only when it was acknowledged and not returned: RabbitMQ returns and
 * then acknowledges what it cannot route, Broker-J refuses it, and a publish to a queue that is
 * gone would otherwise be lost with a clear conscience.
 */
@Component
class BatchPublisher {
  private static final Logger LOG = LoggerFactory.getLogger(BatchPublisher.class);
  private static final int PERSISTENT = 2;

  private final RabbitTemplate rabbit;
  private final Duration confirmTimeout;

  BatchPublisher(RabbitTemplate rabbit, DispatchProperties dispatch) {
    this.rabbit = rabbit;
    this.confirmTimeout = dispatch.confirmTimeout();
  }

  /**
   * The ids that the broker has; all others may be published again. Never throws for the broker.
   */
  Set<UUID> publish(Collection<Outgoing> batch) {
    Tally tally = new Tally();
    try {
      rabbit.execute(
          channel -> {
            publish(channel, batch, tally);
            return null;
          });
    } catch (AmqpException e) {
      LOG.debug(
          "the broker confirmed {} of {} messages: {}",
          tally.confirmed().size(),
          batch.size(),
          e.getMessage());
    }
    return tally.confirmed();
  }

  private void publish(Channel channel, Collection<Outgoing> batch, Tally tally)
      throws IOException, InterruptedException {
    channel.confirmSelect();
    channel.addConfirmListener(tally);
    channel.addReturnListener(tally);
    try {
      for (Outgoing outgoing : batch) {
        tally.sent(channel.getNextPublishSeqNo(), outgoing.uid());
        channel.basicPublish(
            "", outgoing.queue(), true, properties(outgoing), bytes(outgoing.uid()));
      }
      channel.waitForConfirms(confirmTimeout.toMillis());
    } catch (TimeoutException e) {
      // Late confirms must not be counted for the next batch on this channel.
      RabbitUtils.setPhysicalCloseRequired(channel, true);
      LOG.warn("no confirm within {} ms", confirmTimeout.toMillis());
    } finally {
      channel.removeConfirmListener(tally);
      channel.removeReturnListener(tally);
    }
  }

  private static AMQP.BasicProperties properties(Outgoing outgoing) {
    return new AMQP.BasicProperties.Builder()
        .deliveryMode(PERSISTENT)
        .contentType("text/plain")
        .messageId(outgoing.uid().toString())
        .correlationId(outgoing.correlationId())
        .build();
  }

  private static byte[] bytes(UUID uid) {
    return uid.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** What the broker said of each sequence number of one batch. */
  private static final class Tally implements ConfirmListener, ReturnListener {
    private final ConcurrentNavigableMap<Long, UUID> sent = new ConcurrentSkipListMap<>();
    private final Set<UUID> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<UUID> returned = ConcurrentHashMap.newKeySet();

    void sent(long sequence, UUID uid) {
      sent.put(sequence, uid);
    }

    Set<UUID> confirmed() {
      return acknowledged.stream()
          .filter(uid -> !returned.contains(uid))
          .collect(Collectors.toSet());
    }

    @Override
    public void handleAck(long sequence, boolean multiple) {
      Map<Long, UUID> settled = settled(sequence, multiple);
      acknowledged.addAll(settled.values());
      settled.clear();
    }

    @Override
    public void handleNack(long sequence, boolean multiple) {
      settled(sequence, multiple).clear();
    }

    @Override
    public void handleReturn(
        int code,
        String text,
        String exchange,
        String queue,
        AMQP.BasicProperties properties,
        byte[] body) {
      LOG.warn("the broker has no queue {}: {} {}", queue, code, text);
      returned.add(UUID.fromString(properties.getMessageId()));
    }

    private Map<Long, UUID> settled(long sequence, boolean multiple) {
      return multiple ? sent.headMap(sequence, true) : sent.subMap(sequence, true, sequence, true);
    }
  }
}
