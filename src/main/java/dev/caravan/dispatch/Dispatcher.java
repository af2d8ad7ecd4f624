package dev.caravan.dispatch;

import dev.caravan.message.DueRows;
import dev.caravan.message.Outgoing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Takes due rows, publishes them in confirmed batches, and looks after rows the broker lost. */
@Component
class Dispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final Duration AFTER_REFUSAL = Duration.ofSeconds(1);

  private final BatchPublisher publisher;
  private final Topology topology;
  private final DispatchProperties dispatch;
  private final Clock clock;

  /**
   * While the broker is away, each message that comes in would have all that wait leased and given
   * back, two writes each, until the database has time for nothing else.
   */
  private volatile Instant brokerAwayUntil = Instant.MIN;

  Dispatcher(
      BatchPublisher publisher, Topology topology, DispatchProperties dispatch, Clock clock) {
    this.publisher = publisher;
    this.topology = topology;
    this.dispatch = dispatch;
    this.clock = clock;
  }

  /**
   * Publishes one batch of due rows.
   *
   * @return whether more rows may be due at once
   */
  boolean dispatchBatch(DueRows rows) {
    Instant now = clock.instant();
    if (now.isBefore(brokerAwayUntil)) {
      return false;
    }
    Instant leaseUntil = now.plus(dispatch.leaseTime());
    List<Outgoing> batch = rows.lease(now, leaseUntil, dispatch.batchSize());
    if (batch.isEmpty()) {
      return false;
    }
    Set<UUID> confirmed = publisher.publish(batch);
    Instant confirmedAt = clock.instant();
    rows.confirmed(confirmed, leaseUntil, confirmedAt, confirmedAt.plus(dispatch.unclaimedAfter()));
    Set<UUID> refused =
        batch.stream()
            .map(Outgoing::uid)
            .filter(uid -> !confirmed.contains(uid))
            .collect(Collectors.toSet());
    if (!refused.isEmpty()) {
      rows.returned(refused, leaseUntil, confirmedAt.plus(AFTER_REFUSAL));
      topology.declareAll();
      if (!topology.isUsable()) {
        brokerAwayUntil = clock.instant().plus(AFTER_REFUSAL);
      }
    }
    return refused.isEmpty() && batch.size() == dispatch.batchSize();
  }

  /**
   * Decides about rows that were published long ago and never claimed: a queue that holds fewer
   * messages than there are such rows has lost some; else it is only a backlog.
   */
  void findLost(DueRows rows) {
    Instant now = clock.instant();
    rows.unclaimed(now)
        .forEach(
            (queue, unclaimed) -> {
              long depth = topology.depth(queue).orElse(0);
              if (depth < unclaimed) {
                LOG.warn(
                    "queue {} holds {} messages where {} are expected: publishing them again",
                    queue,
                    depth,
                    unclaimed);
                rows.publishAgain(queue, now);
              } else {
                rows.wait(queue, now, now.plus(dispatch.unclaimedAfter()));
              }
            });
  }
}
