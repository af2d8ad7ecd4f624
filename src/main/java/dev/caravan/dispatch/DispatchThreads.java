package dev.caravan.dispatch;

import dev.caravan.message.DueRows;
import dev.caravan.message.EmptyBroker;
import dev.caravan.message.Handover;
import dev.caravan.message.Roles;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Runs one {@link DispatchLoop} for messages and one for callbacks, where the role is on. */
@Component
class DispatchThreads implements Handover.Ways {
  private static final Logger LOG = LoggerFactory.getLogger(DispatchThreads.class);

  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  private final List<DueRows> tables;
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final Optional<EmptyBroker> emptyBroker;
  private final Roles roles;
  private final Topology topology;
  private final Clock clock;
  private final HandedOver handedMessages;
  private final HandedOver handedCallbacks;
  private final DispatchLoop messages;
  private final DispatchLoop callbacks;

  DispatchThreads(
      Map<String, DueRows> tables,
      Optional<EmptyBroker> emptyBroker,
      Roles roles,
      Topology topology,
      Dispatcher dispatcher,
      DispatchProperties dispatch,
      ProducerTemplate camel,
      Clock clock) {
    this.tables = List.copyOf(tables.values());
    this.emptyBroker = emptyBroker;
    this.roles = roles;
    this.topology = topology;
    this.clock = clock;
    this.handedMessages = new HandedOver(dispatch, clock);
    this.handedCallbacks = new HandedOver(dispatch, clock);
    this.messages =
        new DispatchLoop(
            DispatchRoutes.MESSAGES,
            new DueTable(tables.get("dueMessages"), handedMessages, dispatch),
            dispatcher,
            camel,
            dispatch,
            clock);
    this.callbacks =
        new DispatchLoop(
            DispatchRoutes.CALLBACKS,
            new DueTable(tables.get("dueCallbacks"), handedCallbacks, dispatch),
            dispatcher,
            camel,
            dispatch,
            clock);
  }

  @EventListener
  void start(ApplicationReadyEvent ready) {
    if (!roles.has(Roles.DISPATCH)) {
      return;
    }
    if (emptyBroker.isPresent()) {
      int due = tables.stream().mapToInt(table -> table.brokerIsEmpty(clock.instant())).sum();
      LOG.info("the embedded broker starts empty: {} rows are due again", due);
    }
    topology.declareAll();
    for (DispatchLoop loop : List.of(messages, callbacks)) {
      Thread thread = new Thread(loop, loop.name());
      threads.add(thread);
      thread.start();
    }
  }

  /** Before Camel and the database stop: a batch is finished, what is in memory given back. */
  @EventListener
  void stop(ContextClosedEvent closed) {
    messages.stop();
    callbacks.stop();
    for (Thread thread : threads) {
      try {
        thread.join(STOP_LIMIT.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  @Override
  public Handover messages() {
    return handedMessages;
  }

  @Override
  public Handover callbacks() {
    return handedCallbacks;
  }
}
