package dev.caravan.callback;

import dev.caravan.message.CallbackClaims.ClaimedCallback;
import dev.caravan.message.QueueNames;
import dev.caravan.message.QueueSource;
import dev.caravan.message.Roles;
import java.util.UUID;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.springframework.stereotype.Component;

/** From the callback queue to the client. */
@Component
class CallbackRoutes extends RouteBuilder {
  static final String AT_ONCE = "direct:call-back-at-once";

  private static final String ERRORS = "callback-errors";

  private final CallbackWorker worker;
  private final CallbackProperties callbacks;
  private final Roles roles;

  CallbackRoutes(CallbackWorker worker, CallbackProperties callbacks, Roles roles) {
    this.worker = worker;
    this.callbacks = callbacks;
    this.roles = roles;
  }

  @Override
  public void configure() {
    if (!roles.has(Roles.CALLBACK)) {
      return;
    }
    from(QueueSource.uri(QueueNames.CALLBACK, callbacks.consumers()))
        .routeId("call-back-client")
        .group("callback")
        .description("Tells a client what became of its message, and records how that went")
        .routeConfigurationId(ERRORS)
        .removeHeaders("*")
        .id("drop-callback-headers")
        .process(e -> worker.work(UUID.fromString(e.getMessage().getBody(String.class))))
        .id("post-and-record-callback");

    from(AT_ONCE)
        .routeId("call-back-at-once")
        .group("callback")
        .description("Tells a client, without the queue, of an outcome that was recorded just now")
        .routeConfigurationId(ERRORS)
        .process(e -> worker.workAtOnce(e.getMessage().getBody(ClaimedCallback.class)))
        .id("post-and-record-callback-at-once");
  }

  /** As for channels: the row comes up again by itself, the queue is not the place to wait. */
  @Component
  static class Errors extends RouteConfigurationBuilder {
    @Override
    public void configuration() {
      routeConfiguration(ERRORS)
          .description("Logs a callback that could not be worked on; its row comes up again")
          .onException(Exception.class)
          .handled(true)
          .log(LoggingLevel.WARN, "${routeId}: ${exception.class.simpleName}")
          .id("log-failed-callback");
    }
  }
}
