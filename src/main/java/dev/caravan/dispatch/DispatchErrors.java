package dev.caravan.dispatch;

import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.springframework.stereotype.Component;

/** A batch that failed is simply tried again: its rows' leases run out. */
@Component
class DispatchErrors extends RouteConfigurationBuilder {
  static final String ID = "dispatch-errors";

  @Override
  public void configuration() {
    routeConfiguration(ID)
        .description("Logs a failed batch; its rows become due again when their lease ends")
        .onException(Exception.class)
        .handled(true)
        .log(LoggingLevel.WARN, "${routeId}: ${exception.class.simpleName}: ${exception.message}")
        .id("log-failed-batch")
        .setBody(constant(false))
        .id("answer-no-more");
  }
}
