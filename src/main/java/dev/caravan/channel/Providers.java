package dev.caravan.channel;

import dev.caravan.message.Channels;
import dev.caravan.message.MessageClaims;
import dev.caravan.message.Outcomes;
import dev.caravan.message.Roles;
import dev.caravan.release.RouteBeans;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** Puts the providers whose cards the files declare to work: their channels and worker routes. */
@Component
class Providers implements RouteBeans {
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
  public Class<?> type() {
    return ProviderCard.class;
  }

  @Override
  public Set<String> usable() {
    return ProviderBeans.NAMES;
  }

  @Override
  public void check(Map<String, ?> all) {
    Channels.byName(offers(of(all)));
  }

  @Override
  public Map<String, String> calls(Map<String, ?> all) {
    Map<String, String> calls = new HashMap<>();
    of(all).forEach(each -> calls.put(each.sendEndpoint(), "the card of provider " + each.name()));
    return calls;
  }

  @Override
  public void changed(Map<String, ?> all) {
    channels.replaceAll(offers(of(all)));
  }

  @Override
  public RoutesBuilder routes(Map<String, ?> ofFile) {
    List<Provider> providers = roles.has(Roles.CHANNEL) ? of(ofFile) : List.of();
    return new RouteBuilder() {
      @Override
      public void configure() throws Exception {
        for (Provider provider : providers) {
          new ChannelRoutes(provider, worker(provider)).addRoutesToCamelContext(getContext());
        }
      }
    };
  }

  private static List<Provider> of(Map<String, ?> cards) {
    List<Provider> providers = new ArrayList<>();
    for (String name : new TreeSet<>(cards.keySet())) {
      try {
        providers.add(Provider.of(name, (ProviderCard) cards.get(name)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("provider " + name + ": " + e.getMessage(), e);
      }
    }
    return providers;
  }

  private static List<Channels.Offer> offers(List<Provider> providers) {
    return providers.stream().map(Provider::offer).toList();
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
