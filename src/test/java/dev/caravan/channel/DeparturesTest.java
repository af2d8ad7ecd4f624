package dev.caravan.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a route that fails has asked a provider. */
class DeparturesTest {
  private final DefaultCamelContext camel = new DefaultCamelContext();

  @BeforeEach
  void start() throws Exception {
    new Departures().beforeApplicationStart(camel);
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:at-once").setBody(simple("${body.txt}"));
            from("direct:before").setBody(simple("${body.txt}")).to("mock:provider");
            from("direct:below").to("direct:before");
            from("direct:after").to("mock:provider").setBody(simple("${body.txt}"));
            from("direct:after-below").to("direct:after");
            from("direct:in-parts")
                .split(constant(List.of(1, 2)))
                .to("mock:provider")
                .setBody(simple("${body.txt}"))
                .end();
            from("direct:in-parts-before")
                .split(constant(List.of(1, 2)))
                .setBody(simple("${body.txt}"))
                .to("mock:provider")
                .end();
          }
        });
    camel.start();
  }

  @AfterEach
  void stop() {
    camel.stop();
  }

  @ParameterizedTest
  @CsvSource({
    "at-once, retry",
    "before, retry",
    "below, retry",
    "in-parts-before, retry",
    "after, unknown",
    "after-below, unknown",
    "in-parts, unknown"
  })
  void tellsAFailureBeforeTheCallFromOneAfterIt(String route, String outcome) {
    Call call = new Call(null, ProviderRoute.submission("sms", "text", "+254700000001"));

    Exchange done = camel.createProducerTemplate().send("direct:" + route, call.exchange(camel));

    assertThat(done.getException()).isNotNull();
    Outcome said = call.brokenOff(done.getException());
    assertThat(said.name()).isEqualTo(outcome);
    assertThat(said.reason()).contains("MethodNotFoundException");
  }

  @Test
  void cannotTellOfSeveralFromTheAnswerForOne() {
    Call call = new Call(null, ProviderRoute.submission("sms", "text", "a", "b"));
    Exchange done = call.exchange(camel);
    done.getMessage().setBody(new Answer(List.of(Outcome.Accepted.as("1")), "200", null));

    CallResult result = call.result(done);

    assertThat(result.outcomes()).extracting(Outcome::name).containsExactly("unknown", "unknown");
    assertThat(result.outcomes().get(0).reason()).contains("recipients.perCall: 1");
  }

  @ParameterizedTest
  @CsvSource({"true, retry", "false, unknown"})
  void asksAgainOnlyIfNobodyWasAskedByARouteWithoutAnAnswer(boolean skipped, String outcome) {
    Call call = new Call(null, ProviderRoute.submission("sms", "text", "a"));
    Exchange done = call.exchange(camel);
    call.goesTo(skipped ? "direct://send-via-test" : "http://provider");

    assertThat(call.result(done).outcomes()).extracting(Outcome::name).containsExactly(outcome);
  }

  @ParameterizedTest
  @CsvSource({"false, unknown", "true, retry"})
  void takesNothingForGrantedOfACallThatNobodyWatches(boolean watched, String outcome) {
    Call call = new Call(null, ProviderRoute.submission("sms", "text", "+254700000001"));
    if (watched) {
      call.goesTo("direct:send-via-test");
    }

    assertThat(call.brokenOff(new IllegalStateException()).name()).isEqualTo(outcome);
  }
}
