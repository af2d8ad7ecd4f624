package dev.caravan.web;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * The contract as a page: {@code /docs} shows {@code /openapi.yaml}. A forward, because a redirect
 * would need to know under which scheme and host the client sees this service.
 */
@Configuration(proxyBeanMethods = false)
class ApiPage implements WebMvcConfigurer {
  @Override
  public void addViewControllers(ViewControllerRegistry pages) {
    pages.addViewController("/docs").setViewName("forward:/docs/index.html");
    pages.addViewController("/docs/").setViewName("forward:/docs/index.html");
  }
}
