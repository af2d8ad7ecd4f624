package dev.caravan.web;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
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
import org.springframework.security.web.context.AbstractSecurityWebApplicationInitializer;
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

  /**
   * The API port is spared the whole of Spring Security, which looks up the handler of each request
   * a second time: it costs a tenth of an accept and would decide nothing there.
   */
  @Bean
  static BeanPostProcessor securityOnTheManagementPortOnly(ObjectProvider<Ports> ports) {
    return new BeanPostProcessor() {
      @Override
      public Object postProcessAfterInitialization(Object bean, String name) {
        return name.equals(AbstractSecurityWebApplicationInitializer.DEFAULT_FILTER_NAME)
            ? new OnManagementPort((Filter) bean, ports)
            : bean;
      }
    };
  }

  private record OnManagementPort(Filter security, ObjectProvider<Ports> ports) implements Filter {
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      if (ports.getObject().isManagement((HttpServletRequest) request)) {
        security.doFilter(request, response, chain);
      } else {
        chain.doFilter(request, response);
      }
    }
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
