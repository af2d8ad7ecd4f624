package dev.caravan.channel;

import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.springframework.stereotype.Component;

/**
 * A delivery whose work failed is let go: its row stays due or claimed, and comes up again by its
 * time. Sent back to the queue, a poisoned id would go round for ever.
 */
@Component
class ChannelErrors extends RouteConfigurationBuilder {
  static final String ID = "channel-errors";

  @Override
  public void configuration() {
    routeConfiguration(ID)
        .description("Logs a delivery that could not be worked on; its row comes up again")
        .onException(Exception.class)
        .handled(true)
        .log(LoggingLevel.WARN, "${routeId}: ${exception.class.simpleName}")
        .id("log-failed-delivery");
  }
}
