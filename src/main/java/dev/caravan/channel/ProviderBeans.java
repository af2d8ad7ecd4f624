package dev.caravan.channel;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.message.Roles;
import dev.caravan.release.RouteBeans;
import dev.caravan.smpp.SmscComponent;
import dev.caravan.smpp.SmscMetrics;
import dev.caravan.web.AnswerLimit;
import dev.caravan.web.CallDeadline;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;

/** What a provider's YAML file is made of: its card, and the named beans that it may use. */
@Configuration(proxyBeanMethods = false)
public class ProviderBeans {
  static final Set<String> NAMES =
      Set.of("form", "json", "answers", "google", "fcm", "sms", "singleCall");

  @Bean
  RouteBeans providerCards() {
    return new ProviderCards();
  }

  /** {@code method: {ref: form, method: encode}} */
  @Bean
  FormFields form() {
    return new FormFields();
  }

  /** {@code method: {ref: json, method: encode}} */
  @Bean
  JsonFields json(ObjectMapper mapper) {
    return new JsonFields(mapper);
  }

  /** {@code method: {ref: answers, method: forAll}} or {@code perRecipient}. */
  @Bean
  HttpAnswers answers(ObjectMapper json, Clock clock) {
    return new HttpAnswers(json, clock);
  }

  /** {@code method: {ref: google, method: authorization}} */
  @Bean
  GoogleTokens google() {
    return new GoogleTokens();
  }

  /** {@code method: {ref: fcm, method: code}} */
  @Bean
  FcmAnswers fcm(HttpAnswers answers, GoogleTokens google) {
    return new FcmAnswers(answers, google);
  }

  /** {@code method: {ref: sms, method: parts}}, and so on. */
  @Bean
  SmsBean sms(Clock clock) {
    return new SmsBean(clock);
  }

  /**
   * Camel's component for {@code smpp:}; one for each Camel context. Sessions are for processes
   * that send: the others have the routes only to know which channels there are, or to check them.
   */
  @Bean("smpp-component")
  @Scope("prototype")
  SmscComponent smppComponent(Optional<Roles> roles, SmscMetrics metrics) {
    return new SmscComponent(roles.filter(each -> each.has(Roles.CHANNEL)).isPresent(), metrics);
  }

  /** Where files are only checked nobody measures. */
  @Bean
  SmscMetrics smscMetrics(Optional<MeterRegistry> meters) {
    return new SmscMetrics(meters.orElseGet(CompositeMeterRegistry::new));
  }

  /**
   * {@code httpClientConfigurer: "#singleCall"}: the HTTP client by itself would repeat a POST that
   * was answered 429 or 503, sleep as long as Retry-After says, follow redirects, wait for a last
   * byte that never comes, and keep an answer of any length.
   */
  @Bean
  HttpClientConfigurer singleCall(@Value("${caravan.channel.call-deadline}") Duration deadline) {
    return client ->
        AnswerLimit.set(CallDeadline.set(client, deadline), HttpAnswers.MAX_ANSWER_BYTES + 1)
            .disableAutomaticRetries()
            .disableRedirectHandling();
  }
}
