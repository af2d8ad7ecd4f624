package dev.caravan.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.message.Channels;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/** Tells a client which channels there are. */
@Component
class ChannelQueries {
  private final Channels channels;
  private final ObjectMapper json;

  ChannelQueries(Channels channels, ObjectMapper json) {
    this.channels = channels;
    this.json = json;
  }

  private record Page(List<Channel> items, String next) {}

  /**
   * @param available whether messages are taken for it
   * @param reason why not; left out when it is
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Channel(
      String channel,
      String provider,
      Set<String> messageTypes,
      boolean available,
      String reason,
      boolean reports) {}

  /** The channels as the route files declare them now, as JSON. */
  String list() {
    List<Channel> items =
        channels.all().stream()
            .map(
                offer ->
                    new Channel(
                        offer.channel(),
                        offer.provider(),
                        new TreeSet<>(offer.types()),
                        offer.off() == null,
                        offer.off(),
                        offer.reports() != null))
            .toList();
    try {
      return json.writeValueAsString(new Page(items, null));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("there are only words in it", e);
    }
  }
}
