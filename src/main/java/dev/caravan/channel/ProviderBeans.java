package dev.caravan.channel;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.web.CallDeadline;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The named beans that a provider's YAML file may use. */
@Configuration(proxyBeanMethods = false)
class ProviderBeans {
  static final Set<String> NAMES = Set.of("form", "answers", "singleCall");

  /** {@code method: {ref: form, method: encode}} */
  @Bean
  FormFields form() {
    return new FormFields();
  }

  /** {@code method: {ref: answers, method: forAll}} or {@code perRecipient}. */
  @Bean
  HttpAnswers answers(ObjectMapper json, Clock clock) {
    return new HttpAnswers(json, clock);
  }

  /**
   * {@code httpClientConfigurer: "#singleCall"}: the HTTP client by itself would repeat a POST that
   * was answered 429 or 503, sleep as long as Retry-After says, follow redirects, and wait for a
   * last byte that never comes.
   */
  @Bean
  HttpClientConfigurer singleCall(@Value("${caravan.channel.call-deadline}") Duration deadline) {
    return client ->
        CallDeadline.set(client, deadline).disableAutomaticRetries().disableRedirectHandling();
  }
}
