package dev.caravan.channel;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.message.ReportPolicy;
import dev.caravan.smpp.SmscComponent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.RoutesLoader;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** A provider's file as it is shipped, without the service around it. */
final class ProviderRoute implements AutoCloseable {
  static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");

  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final Provider provider;
  private final List<Object> stored = new CopyOnWriteArrayList<>();

  /**
   * Loads a file.
   *
   * @param settings what its placeholders stand for
   */
  ProviderRoute(String name, Map<String, String> settings) throws Exception {
    ObjectMapper json = new ObjectMapper();
    HttpAnswers answers = new HttpAnswers(json, Clock.fixed(NOW, ZoneOffset.UTC));
    ProviderBeans beans = new ProviderBeans();
    GoogleTokens google = beans.google();
    bind("form", beans.form());
    bind("json", beans.json(json));
    bind("answers", answers);
    bind("google", google);
    bind("fcm", beans.fcm(answers, google));
    bind("sms", beans.sms(Clock.fixed(NOW, ZoneOffset.UTC)));
    bind("singleCall", beans.singleCall(Duration.ofSeconds(2)));
    camel.addComponent("smpp", new SmscComponent());
    new Departures().beforeApplicationStart(camel);
    camel.disableJMX();
    Properties properties = new Properties();
    properties.putAll(settings);
    camel.getPropertiesComponent().setInitialProperties(properties);
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:store-report").process(each -> stored.add(each.getMessage().getBody()));
          }
        });
    load(camel, Path.of("routes/providers/" + name + ".camel.yaml"));
    camel.start();
    provider = Provider.of(name, camel.getRegistry().lookupByNameAndType(name, ProviderCard.class));
  }

  private void bind(String name, Object bean) {
    camel.getRegistry().bind(name, bean);
  }

  private static void load(CamelContext camel, Path file) throws Exception {
    RoutesLoader loader = PluginHelper.getRoutesLoader(camel);
    loader.loadRoutes(ResourceHelper.fromString(file.getFileName().toString(), text(file)));
  }

  /** The route configuration is the service's; here a failure is the exchange's anyway. */
  private static String text(Path file) throws IOException {
    return Files.readString(file).replaceAll("(?m)^ +routeConfigurationId: .*\\R", "");
  }

  Provider provider() {
    return provider;
  }

  /** Calls the provider; the exchange tells what became of it. */
  CallResult send(Submission submission) {
    Call call = new Call(provider, submission);
    Exchange done =
        camel.createProducerTemplate().send(provider.sendEndpoint(), call.exchange(camel));
    return call.result(done);
  }

  /** What the file's routes gave to be stored as reports. */
  List<Object> storedReports() {
    return stored;
  }

  /** What a report with these fields says. */
  Said read(Map<String, String> reported) {
    Exchange read =
        camel
            .createFluentProducerTemplate()
            .to(provider.reportEndpoint())
            .withProcessor(
                exchange ->
                    reported.forEach(
                        (name, value) -> exchange.setVariable("reported." + name, value)))
            .request(Exchange.class);
    String status = read.getVariable("report.status", String.class);
    ReportPolicy policy = provider.reports();
    return new Said(
        policy.idForm().ofReport(read.getVariable("report.id", String.class)),
        policy.codes().state(status).wire(),
        policy.codes().text(status, read.getVariable("report.reason", String.class)));
  }

  record Said(String id, String state, String text) {}

  /** A submission with everything that a client can say. */
  static Submission submission(String type, String text, String... recipients) {
    return new Submission(
        "m1",
        "sender-1",
        null,
        type,
        List.of(recipients),
        text,
        "correlation-1",
        null,
        true,
        7,
        Set.of());
  }

  @Override
  public void close() throws IOException {
    camel.close();
  }
}
