package dev.caravan.dispatch;

import dev.caravan.message.Channels;
import dev.caravan.message.QueueNames;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.core.QueueInformation;
import org.springframework.amqp.rabbit.connection.Connection;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.connection.ConnectionListener;
import org.springframework.amqp.rabbit.connection.RabbitUtils;
import org.springframework.stereotype.Component;

/**
 * The one place that declares queues: durable and without arguments, which every AMQP 0-9-1 broker
 * understands alike. Declared at each new connection, so that the service starts while the broker
 * is down, and an emptied broker heals.
 */
@Component
public class Topology implements ConnectionListener {
  private static final Logger LOG = LoggerFactory.getLogger(Topology.class);

  private final AmqpAdmin admin;
  private final Channels channels;
  private final ConnectionFactory connections;
  private final Set<String> refused = ConcurrentHashMap.newKeySet();
  private final Set<String> ofMessages = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean usable = new AtomicBoolean(true);
  private volatile boolean connected;

  Topology(AmqpAdmin admin, Channels channels, ConnectionFactory connections) {
    this.admin = admin;
    this.channels = channels;
    this.connections = connections;
    connections.addConnectionListener(this);
    channels.onChange(this::declareIfConnected);
  }

  @Override
  public void onCreate(Connection connection) {
    connected = true;
    declareAll();
  }

  /** Before that there is nothing to hurry for, and a process may never need the broker. */
  private void declareIfConnected() {
    if (connected) {
      declareAll();
    }
  }

  /** Declares these too, now and later: a message waits in its queue though its channel is gone. */
  void declareAlso(Collection<String> queues) {
    ofMessages.addAll(queues);
    declareAll();
  }

  /** Declares what the loaded channels need; what exists is left as it is. */
  public void declareAll() {
    try {
      queues().forEach(this::declare);
      if (!usable.getAndSet(true)) {
        LOG.info("the broker at {} can be used again", address());
      }
    } catch (AmqpException e) {
      // Told once: an outage is tried every second.
      if (usable.getAndSet(false)) {
        LOG.warn(
            "the broker at {} cannot be used now ({}); what is accepted is stored and sent later",
            address(),
            e.getMessage());
      }
    }
  }

  /** A queue that somebody declared otherwise stops its own messages, not those of the others. */
  private void declare(String queue) {
    try {
      admin.declareQueue(new Queue(queue, true));
      refused.remove(queue);
    } catch (AmqpException e) {
      if (!RabbitUtils.isMismatchedQueueArgs(e)) {
        throw e;
      }
      if (refused.add(queue)) {
        LOG.error(
            "queue {} exists, but not as durable and without arguments: what is published to it may be lost with the"
                + " broker; delete it, it is made again",
            queue);
      }
    }
  }

  /** Whether the last declaration went through. */
  boolean isUsable() {
    return usable.get();
  }

  private String address() {
    return connections.getHost() + ":" + connections.getPort();
  }

  /** How many messages wait in a queue; empty when the queue is not there. */
  OptionalLong depth(String queue) {
    QueueInformation information = admin.getQueueInfo(queue);
    return information == null
        ? OptionalLong.empty()
        : OptionalLong.of(information.getMessageCount());
  }

  private Set<String> queues() {
    Set<String> queues = new LinkedHashSet<>(channels.queues());
    queues.add(QueueNames.CALLBACK);
    queues.addAll(ofMessages);
    return queues;
  }
}
