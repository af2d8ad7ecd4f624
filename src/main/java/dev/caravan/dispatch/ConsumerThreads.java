package dev.caravan.dispatch;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.stereotype.Component;

/**
 * Gives every consumer a thread. The AMQP client's own pool has two for each processor, for all
 * queues together: a few hanging calls of one provider would stop every other channel, lane and
 * callback. Threads are bounded by the consumers that the provider files ask for.
 */
@Component
class ConsumerThreads implements BeanPostProcessor, DisposableBean {
  private final AtomicInteger number = new AtomicInteger();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> new Thread(work, "consumer-" + number.incrementAndGet()));

  @Override
  public Object postProcessBeforeInitialization(Object bean, String name) {
    if (bean instanceof CachingConnectionFactory connections) {
      // Not on the client's own factory: Spring's passes its executor on, also when it has none.
      connections.setExecutor(threads);
    }
    return bean;
  }

  @Override
  public void destroy() {
    threads.shutdown();
  }
}
