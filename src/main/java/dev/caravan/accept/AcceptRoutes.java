package dev.caravan.accept;

import dev.caravan.message.Inbound;
import dev.caravan.message.Lane;
import dev.caravan.message.Roles;
import dev.caravan.message.SendRequest;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** From an inbound request to a stored message. */
@Component
class AcceptRoutes extends RouteBuilder {
  private static final String INBOUND = "inbound";

  private final Acceptance acceptance;
  private final Roles roles;

  AcceptRoutes(Acceptance acceptance, Roles roles) {
    this.acceptance = acceptance;
    this.roles = roles;
  }

  @Override
  public void configure() {
    if (!roles.has(Roles.API)) {
      return;
    }
    from("direct:accept-message")
        .routeId("accept-message")
        .group("accept")
        .description("Checks a message, routes it to a channel and a lane, and stores it")
        .routeConfigurationId(CallerHandlesErrors.ID)
        .setVariable(INBOUND, body())
        .id("keep-inbound")
        .transform()
        .body(Inbound.class, acceptance::read)
        .id("read-message")
        // While its file is released, the route is away for a moment.
        .to("direct:route-message?block=true&timeout=2000")
        .id("choose-channel-and-lane")
        .process(this::store)
        .id("store-message");
  }

  private void store(Exchange exchange) {
    acceptance.store(
        exchange.getVariable(INBOUND, Inbound.class),
        exchange.getMessage().getBody(SendRequest.class),
        exchange.getVariable("channel", String.class),
        Lane.ofWire(exchange.getVariable("lane", String.class)));
  }
}
