package dev.caravan.smpp;

import org.apache.camel.Exchange;
import org.apache.camel.component.smpp.SmppException;
import org.apache.camel.support.DefaultProducer;

/**
 * Sends one request of camel-smpp's for each exchange, and waits for its response. Camel's own
 * producer hides its session, so that nobody could tell whether it is bound; its commands, which
 * build the request from headers, are used as they are.
 */
final class SmscProducer extends DefaultProducer {
  private final SmscEndpoint endpoint;
  private volatile SmscSessions sessions;

  SmscProducer(SmscEndpoint endpoint) {
    super(endpoint);
    this.endpoint = endpoint;
  }

  @Override
  public void process(Exchange exchange) throws Exception {
    SmscSession session = sessions.take();
    try {
      endpoint.getBinding().createSmppCommand(session.smpp(), exchange).execute(exchange);
    } catch (SmppException e) {
      if (SmppFailure.isTooMuch(e)) {
        sessions.throttled();
      } else if (SmppFailure.isOfSession(e)) {
        sessions.refused(session);
      }
      throw SmppFailure.forRoute(e);
    } finally {
      sessions.release(session);
    }
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    sessions = endpoint.enter();
  }

  @Override
  protected void doStop() throws Exception {
    endpoint.leave();
    super.doStop();
  }
}
