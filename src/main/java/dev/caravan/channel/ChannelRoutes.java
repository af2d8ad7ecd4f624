package dev.caravan.channel;

import dev.caravan.message.Lane;
import dev.caravan.message.QueueNames;
import dev.caravan.message.QueueSource;
import java.util.UUID;
import org.apache.camel.builder.RouteBuilder;

/** The worker of one provider: a route for each of its types and lanes. */
final class ChannelRoutes extends RouteBuilder {
  private final Provider provider;
  private final ChannelWorker worker;

  ChannelRoutes(Provider provider, ChannelWorker worker) {
    this.provider = provider;
    this.worker = worker;
  }

  @Override
  public void configure() {
    for (String type : provider.types()) {
      for (Lane lane : Lane.values()) {
        String id = "work-%s-%s-%s".formatted(provider.channel(), type, lane.wire());
        String queue = QueueNames.of(provider.channel(), type, lane);
        from(QueueSource.uri(queue, provider.consumers().get(lane)))
            .routeId(id)
            .group("channel")
            .description(
                "Sends %s messages of the %s lane by %s and records each outcome"
                    .formatted(type, lane.wire(), provider.name()))
            .routeConfigurationId(ChannelErrors.ID)
            // Whatever a header of a queue message says, it steers nothing: the row is the truth.
            .removeHeaders("*")
            .id("drop-headers-" + id)
            .process(e -> worker.work(UUID.fromString(e.getMessage().getBody(String.class)), lane))
            .id("send-and-record-" + id);
      }
    }
  }
}
