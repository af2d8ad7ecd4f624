package dev.caravan.message;

/** The endpoint that reads a queue, the same for every consumer. */
public final class QueueSource {
  private QueueSource() {}

  /**
   * Reads that queue with so many consumers.
   *
   * <p>The queue is declared elsewhere, so that a route starts while the broker is down. The
   * component's own five tries in memory are off, and a message whose work failed goes back to the
   * queue only by a lost connection: its row comes up again by itself. A consumer gets one message
   * at a time: another one would wait behind a hanging call while other consumers are free.
   */
  public static String uri(String queue, int consumers) {
    return "spring-rabbitmq:default?queues=%s&autoDeclare=false&concurrentConsumers=%d"
            .formatted(queue, consumers)
        + "&prefetchCount=1&maximumRetryAttempts=0&retryDelay=0&exchangePattern=InOnly";
  }
}
