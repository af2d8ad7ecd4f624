package dev.caravan.dispatch;

import dev.caravan.EmbeddedCaravan;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.amqp.RabbitConnectionDetails;

@EmbeddedCaravan
class EmbeddedQueueTest extends QueueContract {
  @Autowired private RabbitConnectionDetails broker;

  @Override
  CachingConnectionFactory connect() {
    var address = broker.getFirstAddress();
    CachingConnectionFactory connections =
        new CachingConnectionFactory(address.host(), address.port());
    connections.setUsername(broker.getUsername());
    connections.setPassword(broker.getPassword());
    return connections;
  }
}
