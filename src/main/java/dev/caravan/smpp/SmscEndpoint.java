package dev.caravan.smpp;

import java.util.Optional;
import java.util.function.Predicate;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.smpp.SmppConfiguration;
import org.apache.camel.component.smpp.SmppEndpoint;

/**
 * An account at an SMSC. Its sessions belong to all its producers: they are bound from the first
 * one's start to the last one's stop, whether anything is sent or not. In a context that does not
 * start its routes by itself none is bound.
 */
public final class SmscEndpoint extends SmppEndpoint {
  private final SmscLimits limits;
  private final boolean binds;
  private final SmscMetrics metrics;
  private SmscSessions sessions;
  private int users;

  SmscEndpoint(
      String uri,
      Component component,
      SmppConfiguration smpp,
      SmscLimits limits,
      boolean binds,
      SmscMetrics metrics) {
    super(uri, component, smpp);
    this.binds = binds;
    this.limits = limits;
    this.metrics = metrics;
  }

  /** Camel's own takes a misspelt option without a word. */
  @Override
  public boolean isLenientProperties() {
    return false;
  }

  @Override
  public Producer createProducer() {
    return new SmscProducer(this);
  }

  /** There are none: what the SMSC sends comes over the same sessions. */
  @Override
  public Consumer createConsumer(Processor processor) {
    throw new UnsupportedOperationException(
        "Receipts come to the route that messageReceiverRouteId names.");
  }

  /** How many sessions are bound now. */
  synchronized int boundSessions() {
    return sessions == null ? 0 : sessions.bound();
  }

  /** How many should be bound now and are not. */
  int unboundSessions() {
    return limits.sessions() - boundSessions();
  }

  /** Parts per second that may be sent now over all sessions; 0 is no limit. */
  synchronized double currentRate() {
    return sessions == null ? limits.rate() : sessions.currentRate();
  }

  synchronized SmscSessions enter() {
    if (users++ == 0) {
      sessions =
          new SmscSessions(getConnectionString(), getConfiguration(), this::receiver, limits);
      // A context that only tries routes starts their producers all the same.
      if (binds && hasCredentials() && getCamelContext().isAutoStartup()) {
        sessions.start();
        metrics.watch(this);
      }
    }
    return sessions;
  }

  /** Without them nobody would be let in; the channel is off then. */
  private boolean hasCredentials() {
    String systemId = getConfiguration().getSystemId();
    String password = getConfiguration().getPassword();
    return systemId != null && !systemId.isBlank() && password != null && !password.isBlank();
  }

  void leave() throws InterruptedException {
    SmscSessions last = null;
    synchronized (this) {
      if (--users == 0) {
        last = sessions;
        sessions = null;
        metrics.forget(this);
      }
    }
    if (last != null) {
      last.stop();
    }
  }

  private Optional<ReceiverRoute> receiver() {
    return Optional.ofNullable(getConfiguration().getMessageReceiverRouteId())
        .filter(Predicate.not(String::isEmpty))
        .map(id -> new ReceiverRoute(this, id, getConfiguration().getPduProcessorDegree()));
  }
}
