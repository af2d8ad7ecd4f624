package dev.caravan.dispatch;

import dev.caravan.message.DueRows;
import dev.caravan.message.Outgoing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Publishes leased rows in confirmed batches, and looks after rows the broker lost. */
@Component
class Dispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final Duration AFTER_REFUSAL = Duration.ofSeconds(1);

  private final BatchPublisher publisher;
  private final Topology topology;
  private final DispatchProperties dispatch;
  private final Clock clock;

  Dispatcher(
      BatchPublisher publisher, Topology topology, DispatchProperties dispatch, Clock clock) {
    this.publisher = publisher;
    this.topology = topology;
    this.dispatch = dispatch;
    this.clock = clock;
  }

  /**
   * Publishes one batch; what the broker does not take is due again in a second.
   *
   * @return whether the broker has all of it
   */
  boolean publish(Batch batch) {
    Set<UUID> confirmed = publisher.publish(batch.rows());
    Instant now = clock.instant();
    Map<Boolean, List<Outgoing>> rows =
        batch.rows().stream()
            .collect(Collectors.partitioningBy(row -> confirmed.contains(row.uid())));
    batch.table().confirmed(rows.get(true), now);
    List<Outgoing> refused = rows.get(false);
    if (!refused.isEmpty()) {
      batch.table().rows().returned(refused, now.plus(AFTER_REFUSAL));
      topology.declareAlso(refused.stream().map(Outgoing::queue).toList());
      if (!topology.isUsable()) {
        batch.table().handedOver().pause(AFTER_REFUSAL);
      }
    }
    return refused.isEmpty();
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
