package dev.caravan.dispatch;

import dev.caravan.RealParts;
import java.net.URI;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;

class RabbitQueueIT extends QueueContract {
  @Override
  CachingConnectionFactory connect() {
    return new CachingConnectionFactory(URI.create(RealParts.brokerUrl()));
  }
}
