package dev.caravan.dispatch;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Component;
import org.apache.camel.component.springrabbit.ListenerContainerFactory;
import org.apache.camel.component.springrabbit.SpringRabbitMQComponent;
import org.apache.camel.component.springrabbit.SpringRabbitMQEndpoint;
import org.apache.camel.spi.ComponentCustomizer;
import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Service;

/**
 * Makes every route read its queue by a {@link QueueReader}. Threads are bounded by the consumers
 * that the provider files ask for, so one provider's hanging calls take no thread of another's.
 */
@Service
class QueueConsumers implements ListenerContainerFactory, ComponentCustomizer, DisposableBean {
  private final AtomicInteger number = new AtomicInteger();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> new Thread(work, "consumer-" + number.incrementAndGet()));

  @Override
  public boolean isEnabled(String name, Component component) {
    return component instanceof SpringRabbitMQComponent;
  }

  @Override
  public void configure(String name, Component component) {
    ((SpringRabbitMQComponent) component).setListenerContainerFactory(this);
  }

  @Override
  public AbstractMessageListenerContainer createListenerContainer(SpringRabbitMQEndpoint endpoint) {
    return new QueueReader(endpoint, threads);
  }

  @Override
  public void destroy() {
    threads.shutdown();
  }
}
