package dev.caravan.dispatch;

import dev.caravan.message.DispatchSignal;
import dev.caravan.message.DueRows;
import dev.caravan.message.EmptyBroker;
import dev.caravan.message.Roles;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Runs one {@link DispatchLoop} for messages and one for callbacks, where the role is on. */
@Component
class DispatchThreads implements DispatchSignal {
  private static final Logger LOG = LoggerFactory.getLogger(DispatchThreads.class);

  private final List<DueRows> tables;
  private final Optional<EmptyBroker> emptyBroker;
  private final Roles roles;
  private final Topology topology;
  private final Clock clock;
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
    this.messages =
        new DispatchLoop(
            DispatchRoutes.MESSAGES, tables.get("dueMessages"), dispatcher, camel, dispatch);
    this.callbacks =
        new DispatchLoop(
            DispatchRoutes.CALLBACKS, tables.get("dueCallbacks"), dispatcher, camel, dispatch);
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
    new Thread(messages, "dispatch-messages").start();
    new Thread(callbacks, "dispatch-callbacks").start();
  }

  /** Before Camel stops, so that no batch is cut off. */
  @EventListener
  void stop(ContextClosedEvent closed) {
    messages.stop();
    callbacks.stop();
  }

  @Override
  public void messagesAreDue() {
    messages.signal();
  }

  @Override
  public void callbacksAreDue() {
    callbacks.signal();
  }
}
