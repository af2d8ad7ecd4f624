package dev.caravan.dispatch;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.concurrent.Executor;
import org.apache.camel.component.springrabbit.CamelDirectMessageListenerContainer;
import org.apache.camel.component.springrabbit.SpringRabbitMQEndpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.core.AcknowledgeMode;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.connection.ChannelProxy;
import org.springframework.amqp.rabbit.listener.exception.MessageRejectedWhileStoppingException;

/**
 * Reads a queue by one channel, which holds as many deliveries as the route has consumers, and
 * works on each in a thread of its own: a delivery never waits behind a hanging call. A channel for
 * each consumer, as Spring does it, costs the broker half as much again for every message.
 */
final class QueueReader extends CamelDirectMessageListenerContainer {
  // Not by its own name: that one is Spring's, and off.
  private static final Logger LOG = LoggerFactory.getLogger(QueueConsumers.class);

  private final Executor threads;

  QueueReader(SpringRabbitMQEndpoint endpoint, Executor threads) {
    super(endpoint);
    this.threads = threads;
    setConsumersPerQueue(1);
    setPrefetchCount(endpoint.getConcurrentConsumers());
    setAcknowledgeMode(AcknowledgeMode.MANUAL);
    setQueueNames(endpoint.getQueues());
    setAutoDeclare(endpoint.isAutoDeclare());
    setShutdownTimeout(endpoint.getComponent().getShutdownTimeout());
  }

  @Override
  protected void executeListener(Channel channel, Object delivery) {
    // Spring's proxy would open another channel when this one is gone, where the tag is wrong.
    Channel itself = ((ChannelProxy) channel).getTargetChannel();
    threads.execute(() -> work(itself, (Message) delivery));
  }

  private void work(Channel channel, Message delivery) {
    try {
      super.executeListener(channel, delivery);
    } catch (MessageRejectedWhileStoppingException e) {
      // Not acknowledged: it is back in the queue when the channel is closed.
      return;
    } catch (RuntimeException | Error e) {
      // A delivery that cannot be read is nobody's; a row that it may have meant comes up again.
      // Whatever it was, the channel must not hold the delivery for ever.
      LOG.warn("{}: a delivery is dropped: {}", getQueueNames()[0], e.toString());
    }
    try {
      channel.basicAck(delivery.getMessageProperties().getDeliveryTag(), false);
    } catch (IOException | ShutdownSignalException e) {
      // The channel is gone. The delivery comes again, and its claim finds nothing to do.
      LOG.debug("{}: a delivery is not acknowledged", getQueueNames()[0], e);
    }
  }
}
