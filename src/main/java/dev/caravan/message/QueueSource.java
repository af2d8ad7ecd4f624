package dev.caravan.message;

/** The endpoint that reads a queue, the same for every consumer. */
public final class QueueSource {
  private QueueSource() {}

  /**
   * Reads that queue, and works on so many messages at once.
   *
   * <p>The queue is declared elsewhere, so that a route starts while the broker is down. A message
   * whose work failed goes back to the queue only by a lost connection: its row comes up again by
   * itself.
   */
  public static String uri(String queue, int consumers) {
    return ("spring-rabbitmq:default?queues=%s&autoDeclare=false&concurrentConsumers=%d"
            + "&exchangePattern=InOnly")
        .formatted(queue, consumers);
  }
}
