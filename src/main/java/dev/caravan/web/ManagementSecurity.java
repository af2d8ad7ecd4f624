package dev.caravan.web;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Health and metrics are open, everything else on the management port asks for credentials. The API
 * port has its own filter ({@code api.ApiKeyFilter}); Spring Security only guards its paths there.
 */
@Configuration(proxyBeanMethods = false)
class ManagementSecurity {
  /**
   * Matched on the port and the whole request URI: Jolokia is a servlet of its own, which a pattern
   * matcher would not see (it matches paths of the dispatcher servlet only).
   */
  @Bean
  SecurityFilterChain managementChain(HttpSecurity http, Ports ports) throws Exception {
    RequestMatcher open =
        request ->
            request.getRequestURI().equals("/actuator/prometheus")
                || request.getRequestURI().equals("/actuator/health")
                || request.getRequestURI().startsWith("/actuator/health/");
    return http.securityMatcher(ports::isManagement)
        .authorizeHttpRequests(
            requests -> requests.requestMatchers(open).permitAll().anyRequest().authenticated())
        .httpBasic(Customizer.withDefaults())
        // Jolokia's own strict origin check takes the place of CSRF tokens, which Hawtio cannot
        // send.
        .csrf(AbstractHttpConfigurer::disable)
        .sessionManagement(
            sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .headers(headers -> headers.frameOptions(frame -> frame.sameOrigin()))
        .build();
  }

  /** Any method may pass, so that a wrong one gets the contract's 405 rather than a 400. */
  @Bean
  StrictHttpFirewall httpFirewall() {
    StrictHttpFirewall firewall = new StrictHttpFirewall();
    firewall.setUnsafeAllowAnyHttpMethod(true);
    return firewall;
  }

  @Bean
  UserDetailsService managementUsers(
      ManagementProperties management, GeneratedCredentials credentials) {
    String configured = management.password();
    String password =
        configured == null || configured.isEmpty()
            ? credentials.get("management.password")
            : configured;
    PasswordEncoder encoder = PasswordEncoderFactories.createDelegatingPasswordEncoder();
    return new InMemoryUserDetailsManager(
        User.withUsername(management.username())
            .password(encoder.encode(password))
            .roles("OPERATOR")
            .build());
  }
}
