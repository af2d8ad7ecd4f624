package dev.caravan.smpp;

import java.util.Optional;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.smpp.SmppConfiguration;
import org.apache.camel.component.smpp.SmppEndpoint;

/**
 * An account at an SMSC. Its sessions belong to all its producers: they are bound from the first
 * one's start to the last one's stop, whether anything is sent or not.
 */
public final class SmscEndpoint extends SmppEndpoint {
  private final SmscSessions.Limits limits;
  private SmscSessions sessions;
  private int users;

  SmscEndpoint(
      String uri, Component component, SmppConfiguration smpp, SmscSessions.Limits limits) {
    super(uri, component, smpp);
    this.limits = limits;
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
  public synchronized int boundSessions() {
    return sessions == null ? 0 : sessions.bound();
  }

  /** Parts per second that may be sent now over all sessions; 0 is no limit. */
  public synchronized double currentRate() {
    return sessions == null ? limits.rate() : sessions.currentRate();
  }

  synchronized SmscSessions enter() {
    if (users++ == 0) {
      Optional<ReceiverRoute> receiver =
          Optional.ofNullable(getConfiguration().getMessageReceiverRouteId())
              .map(id -> new ReceiverRoute(this, id));
      sessions = new SmscSessions(getConnectionString(), getConfiguration(), receiver, limits);
      sessions.start();
    }
    return sessions;
  }

  void leave() throws InterruptedException {
    SmscSessions last = null;
    synchronized (this) {
      if (--users == 0) {
        last = sessions;
        sessions = null;
      }
    }
    if (last != null) {
      last.stop();
    }
  }
}
