package dev.caravan.dispatch;

import dev.caravan.message.Roles;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** One exchange is one batch: what these routes measure is the work, not the waiting. */
@Component
class DispatchRoutes extends RouteBuilder {
  static final String MESSAGES = "direct:dispatch-messages";
  static final String CALLBACKS = "direct:dispatch-callbacks";

  private final Dispatcher dispatcher;
  private final Roles roles;

  DispatchRoutes(Dispatcher dispatcher, Roles roles) {
    this.dispatcher = dispatcher;
    this.roles = roles;
  }

  @Override
  public void configure() {
    if (!roles.has(Roles.DISPATCH)) {
      return;
    }
    from(MESSAGES)
        .routeId("dispatch-messages")
        .group("dispatch")
        .description("Publishes a batch of due messages to their queues and waits for the confirms")
        .routeConfigurationId(DispatchErrors.ID)
        .transform()
        .body(Batch.class, dispatcher::publish)
        .id("publish-messages");

    from(CALLBACKS)
        .routeId("dispatch-callbacks")
        .group("dispatch")
        .description("Publishes a batch of due callbacks to their queue and waits for the confirms")
        .routeConfigurationId(DispatchErrors.ID)
        .transform()
        .body(Batch.class, dispatcher::publish)
        .id("publish-callbacks");
  }
}
