package dev.caravan.message;

/** The endpoint that reads a queue, the same for every consumer. */
public final class QueueSource {
  private QueueSource() {}

  /**
   * Reads that queue with so many consumers.
   *
   * <p>The queue is declared elsewhere, so that a route starts while the broker is down. The
   * component's own five tries in memory are off, and a message whose work failed goes back to the
   * queue only by a lost connection: its row comes up again by itself. Prefetch is small, because
   * RabbitMQ closes a channel that holds a message for 30 minutes.
   */
  public static String uri(String queue, int consumers) {
    return "spring-rabbitmq:default?queues=%s&autoDeclare=false&concurrentConsumers=%d"
            .formatted(queue, consumers)
        + "&prefetchCount=10&maximumRetryAttempts=0&retryDelay=0&exchangePattern=InOnly";
  }
}
