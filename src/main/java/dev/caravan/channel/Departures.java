package dev.caravan.channel;

import org.apache.camel.CamelContext;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeSendingEvent;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.camel.support.SimpleEventNotifierSupport;
import org.springframework.stereotype.Component;

/**
 * Tells a call when its exchange leaves the service: a route that fails before has asked nobody,
 * however it failed.
 */
@Component
class Departures implements CamelContextConfiguration {
  @Override
  public void beforeApplicationStart(CamelContext camel) {
    camel.getManagementStrategy().addEventNotifier(new Notifier());
  }

  @Override
  public void afterApplicationStart(CamelContext camel) {
    // Nothing: the notifier was there before the first exchange.
  }

  private static final class Notifier extends SimpleEventNotifierSupport {
    Notifier() {
      // It ignores everything by itself, and then is not even asked.
      setIgnoreExchangeEvents(false);
      setIgnoreExchangeSendingEvents(false);
    }

    @Override
    public boolean isEnabled(CamelEvent event) {
      return event instanceof ExchangeSendingEvent;
    }

    @Override
    public void notify(CamelEvent event) {
      ExchangeSendingEvent sending = (ExchangeSendingEvent) event;
      Call call = Call.of(sending.getExchange());
      if (call != null) {
        call.goesTo(sending.getEndpoint().getEndpointUri());
      }
    }
  }
}
