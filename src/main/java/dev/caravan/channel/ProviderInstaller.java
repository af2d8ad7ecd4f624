package dev.caravan.channel;

import dev.caravan.message.Channels;
import dev.caravan.message.MessageClaims;
import dev.caravan.message.Outcomes;
import dev.caravan.message.Roles;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Puts the providers whose cards were loaded to work: their channels, queues and worker routes. */
@Component
public class ProviderInstaller {
  private static final Logger LOG = LoggerFactory.getLogger(ProviderInstaller.class);

  private final Channels channels;
  private final MessageClaims claims;
  private final CallbackEnvelope envelope;
  private final Outcomes outcomes;
  private final Roles roles;
  private final Clock clock;

  ProviderInstaller(
      Channels channels,
      MessageClaims claims,
      CallbackEnvelope envelope,
      Outcomes outcomes,
      Roles roles,
      Clock clock) {
    this.channels = channels;
    this.claims = claims;
    this.envelope = envelope;
    this.outcomes = outcomes;
    this.roles = roles;
    this.clock = clock;
  }

  /**
   * Installs the providers of these cards, by their bean names.
   *
   * @throws IllegalArgumentException naming the provider whose card is wrong
   */
  public void install(CamelContext camel, Map<String, ProviderCard> cards) throws Exception {
    List<Provider> providers = new ArrayList<>();
    for (Map.Entry<String, ProviderCard> card : cards.entrySet()) {
      try {
        providers.add(Provider.of(card.getKey(), card.getValue()));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("provider " + card.getKey() + ": " + e.getMessage(), e);
      }
    }
    channels.replaceAll(providers.stream().map(Provider::offer).toList());
    for (Provider provider : providers) {
      LOG.info(
          "channel {} carries {} by {}", provider.channel(), provider.types(), provider.name());
      if (roles.has(Roles.CHANNEL)) {
        camel.addRoutes(new ChannelRoutes(provider, worker(camel, provider)));
      }
    }
  }

  private ChannelWorker worker(CamelContext camel, Provider provider) {
    ProducerTemplate template = camel.createProducerTemplate();
    return new ChannelWorker(
        provider,
        submission -> call(template, provider, submission),
        claims,
        outcomes,
        envelope,
        clock);
  }

  /** In an exchange of its own: nothing that came with the queue message reaches the provider. */
  private static Answer call(ProducerTemplate template, Provider provider, Submission submission) {
    Exchange done =
        template.request(
            provider.sendEndpoint(),
            exchange -> {
              exchange.setPattern(ExchangePattern.InOut);
              new Call(provider, submission).putOn(exchange);
            });
    if (done.getException() != null) {
      throw new IllegalStateException(provider.name() + " failed", done.getException());
    }
    Answer answer = done.getMessage().getBody(Answer.class);
    if (answer == null) {
      throw new IllegalStateException(provider.name() + ": its route does not end in an answer");
    }
    return answer;
  }
}
