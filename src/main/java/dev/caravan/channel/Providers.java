package dev.caravan.channel;

import dev.caravan.message.Channels;
import dev.caravan.message.MessageClaims;
import dev.caravan.message.Outcomes;
import dev.caravan.message.Roles;
import dev.caravan.release.BeanWork;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** Puts the providers whose cards the files declare to work: their channels and worker routes. */
@Component
class Providers implements BeanWork {
  private final Channels channels;
  private final MessageClaims claims;
  private final CallbackEnvelope envelope;
  private final Outcomes outcomes;
  private final Roles roles;
  private final ProducerTemplate camel;
  private final Clock clock;

  Providers(
      Channels channels,
      MessageClaims claims,
      CallbackEnvelope envelope,
      Outcomes outcomes,
      Roles roles,
      @Lazy ProducerTemplate camel,
      Clock clock) {
    this.channels = channels;
    this.claims = claims;
    this.envelope = envelope;
    this.outcomes = outcomes;
    this.roles = roles;
    this.camel = camel;
    this.clock = clock;
  }

  @Override
  public void changed(Map<String, ?> all) {
    channels.replaceAll(ProviderCards.offers(all));
  }

  @Override
  public RoutesBuilder routes(Map<String, ?> ofFile) {
    List<Provider> providers =
        roles.has(Roles.CHANNEL) ? ProviderCards.providers(ofFile) : List.of();
    return new RouteBuilder() {
      @Override
      public void configure() throws Exception {
        for (Provider provider : providers) {
          new ChannelRoutes(provider, worker(provider)).addRoutesToCamelContext(getContext());
        }
      }
    };
  }

  private ChannelWorker worker(Provider provider) {
    return new ChannelWorker(
        provider, submission -> call(provider, submission), claims, outcomes, envelope, clock);
  }

  /** In an exchange of its own: nothing that came with the queue message reaches the provider. */
  private Answer call(Provider provider, Submission submission) {
    Exchange done =
        camel.request(
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
