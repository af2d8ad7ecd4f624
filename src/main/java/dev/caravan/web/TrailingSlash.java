package dev.caravan.web;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.filter.UrlHandlerFilter;

/** The seed's clients may end an address with a slash. */
@Configuration(proxyBeanMethods = false)
class TrailingSlash {
  @Bean
  FilterRegistrationBean<UrlHandlerFilter> optionalTrailingSlash() {
    FilterRegistrationBean<UrlHandlerFilter> filter =
        new FilterRegistrationBean<>(
            UrlHandlerFilter.trailingSlashHandler("/api/**").wrapRequest().build());
    filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 40);
    return filter;
  }
}
