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
 * Makes every route read its queue by a {@link QueueReader}. Each delivery that a channel may hold
 * has its thread, so one provider's hanging calls take none of another's; there are as many as the
 * provider files ask for, and after a reconnection as many again until the calls of before end.
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
