package dev.caravan;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The one clock; tests put their own in its place. */
@Configuration(proxyBeanMethods = false)
class Clocks {
  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }
}
