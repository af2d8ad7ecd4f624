package dev.caravan.channel;

import dev.caravan.message.CallbackEnvelope;
import dev.caravan.message.Channels;
import dev.caravan.message.MessageClaims;
import dev.caravan.message.Outcomes;
import dev.caravan.message.Roles;
import dev.caravan.release.BeanWork;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** Puts the providers whose cards the files declare to work: their channels and worker routes. */
@Component
class Providers implements BeanWork, DisposableBean {
  private static final Logger LOG = LoggerFactory.getLogger(Providers.class);

  private final Channels channels;
  private final MessageClaims claims;
  private final CallbackEnvelope envelope;
  private final Outcomes outcomes;
  private final Roles roles;
  private final ProducerTemplate camel;
  private final Clock clock;
  private final AtomicInteger number = new AtomicInteger();

  /** As many as there are places for, see {@link ProviderCalls}. */
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> new Thread(work, "provider-call-" + number.incrementAndGet()));

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
        roles.has(Roles.CHANNEL)
            ? ProviderCards.providers(ofFile).stream()
                .filter(provider -> provider.off() == null)
                .toList()
            : List.of();
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
    ProviderCalls calls =
        new ProviderCalls(provider, submission -> call(provider, submission), threads);
    return new ChannelWorker(provider, calls, claims, outcomes, envelope, clock);
  }

  /** In an exchange of its own: nothing that came with the queue message reaches the provider. */
  private CallResult call(Provider provider, Submission submission) {
    Call call = new Call(provider, submission);
    Exchange done = camel.send(provider.sendEndpoint(), call.exchange(camel.getCamelContext()));
    CallResult result = call.result(done);
    if (done.getException() != null) {
      Outcome outcome = result.outcomes().get(0);
      LOG.warn(
          "correlationId={} {}: {}, {}",
          submission.correlationId(),
          provider.name(),
          outcome.name(),
          outcome.reason());
    }
    return result;
  }

  @Override
  public void destroy() {
    threads.shutdown();
  }
}
