package dev.caravan.metrics;

import io.micrometer.core.instrument.Timer;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.component.micrometer.eventnotifier.MicrometerExchangeEventNotifier;
import org.apache.camel.spi.CamelEvent.ExchangeEvent;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.stereotype.Component;

/**
 * Camel's meters of every exchange and every call, without its time of the last exchange: for that
 * one gauge it searches all meters at the end of each exchange, several times a message (six
 * percent of the CPU of an accept, measured). Each route still has its own time, {@code
 * camel_exchanges_last_timestamp}.
 */
@Component
class ExchangeMetrics implements CamelContextConfiguration {
  @Override
  public void beforeApplicationStart(CamelContext camel) {
    camel.getManagementStrategy().addEventNotifier(new Notifier());
  }

  @Override
  public void afterApplicationStart(CamelContext camel) {
    // Nothing: the notifier was there before the first exchange.
  }

  private static final class Notifier extends MicrometerExchangeEventNotifier {
    @Override
    protected void handleDoneEvent(ExchangeEvent done) {
      Exchange exchange = done.getExchange();
      Endpoint from = exchange.getFromEndpoint();
      String name = getNamingStrategy().getName(exchange, from);
      if (exchange.removeProperty("eventTimer:" + name) instanceof Timer.Sample sample) {
        sample.stop(getMeterRegistry().timer(name, getNamingStrategy().getTags(done, from)));
      }
    }
  }
}
