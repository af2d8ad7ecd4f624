package dev.caravan.accept;

import org.apache.camel.builder.RouteConfigurationBuilder;
import org.springframework.stereotype.Component;

/**
 * For routes that are one step of their caller's: a failure goes straight up. Handled here, it
 * would let the caller go on as if nothing had happened.
 */
@Component
class CallerHandlesErrors extends RouteConfigurationBuilder {
  static final String ID = "caller-handles-errors";

  @Override
  public void configuration() {
    routeConfiguration(ID)
        .description("Passes every failure up to the calling route")
        .errorHandler(noErrorHandler());
  }
}
