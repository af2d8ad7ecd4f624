package dev.caravan.api;

import dev.caravan.message.Inbound;
import dev.caravan.message.Roles;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** The REST interface: what a request must be, and which route answers it. */
@Component
class ApiRoutes extends RouteBuilder {
  private static final String JSON = "application/json";

  private final MessageQueries queries;
  private final ChannelQueries channels;
  private final Roles roles;

  ApiRoutes(MessageQueries queries, ChannelQueries channels, Roles roles) {
    this.queries = queries;
    this.channels = channels;
    this.roles = roles;
  }

  @Override
  public void configure() {
    if (!roles.has(Roles.API)) {
      return;
    }
    // Inlined, a direct: route would lose its consumer (and its id) to the REST endpoint.
    restConfiguration().component("platform-http").inlineRoutes(false);

    rest("/api/v1.0")
        .post("/sendMessage")
        .id("post-send-message")
        .consumes(JSON)
        .routeId("rest-send-message")
        .to("direct:receive-message")
        .get("/checkHealth")
        .id("get-check-health")
        .routeId("rest-check-health")
        .to("direct:check-health")
        .get("/channels")
        .id("get-channels")
        .routeId("rest-list-channels")
        .to("direct:list-channels")
        .get("/messages/{messageId}")
        .id("get-message")
        .routeId("rest-show-message")
        .to("direct:show-message")
        .delete("/messages/{messageId}")
        .id("delete-message")
        .routeId("rest-cancel-message")
        .to("direct:cancel-message");

    from("direct:receive-message")
        .routeId("receive-message")
        .group("api")
        .description("Takes a message from a client and answers 202 once it is stored")
        .routeConfigurationId(ApiErrors.ID)
        .process(ApiExchange::inbound)
        .id("read-request")
        .to("direct:accept-message")
        .id("hand-to-accept")
        .process(e -> ApiExchange.answer(e, 202, null))
        .id("answer-accepted");

    from("direct:check-health")
        .routeId("check-health")
        .group("api")
        .description("Tells a client that its key works and the service is up")
        .routeConfigurationId(ApiErrors.ID)
        .process(ApiExchange::inbound)
        .id("read-health-request")
        .process(e -> ApiExchange.refuseMalformed(e.getMessage().getBody(Inbound.class)))
        .id("refuse-malformed-body")
        .process(e -> ApiExchange.answer(e, 200, null))
        .id("answer-healthy");

    from("direct:list-channels")
        .routeId("list-channels")
        .group("api")
        .description("Tells a client which channels there are and what they carry")
        .routeConfigurationId(ApiErrors.ID)
        .process(e -> ApiExchange.answer(e, 200, channels.list()))
        .id("answer-channels");

    from("direct:show-message")
        .routeId("show-message")
        .group("api")
        .description("Shows a client one of its messages with its timeline")
        .routeConfigurationId(ApiErrors.ID)
        .process(
            e ->
                ApiExchange.answer(
                    e, 200, queries.show(ApiExchange.callerOf(e), ApiExchange.messageIdOf(e))))
        .id("answer-message");

    from("direct:cancel-message")
        .routeId("cancel-message")
        .group("api")
        .description("Withdraws a message that no worker has claimed yet")
        .routeConfigurationId(ApiErrors.ID)
        .process(e -> queries.cancel(ApiExchange.callerOf(e), ApiExchange.messageIdOf(e)))
        .id("withdraw-message")
        .process(e -> ApiExchange.answer(e, 204, null))
        .id("answer-cancelled");
  }
}
