package dev.caravan.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpConsumer;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.stereotype.Component;

/**
 * Runs a REST route on the thread of its request. Camel's own engine hands every request to another
 * thread and lets the servlet container wait for it, which costs as much as the route itself.
 */
@Component("platform-http-engine")
class CallerThreadHttp extends SpringBootPlatformHttpEngine {
  private static final Logger LOG = LoggerFactory.getLogger(CallerThreadHttp.class);

  CallerThreadHttp(ServerProperties server) {
    super(server.getPort());
  }

  @Override
  public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
    return new Consumer(endpoint, processor);
  }

  private static final class Consumer extends SpringBootPlatformHttpConsumer {
    Consumer(PlatformHttpEndpoint endpoint, Processor processor) {
      super(endpoint, processor, Runnable::run);
    }

    /** Null tells Spring that the answer is written. */
    @Override
    public CompletableFuture<Void> service(
        HttpServletRequest request, HttpServletResponse response) {
      try {
        handleService(request, response);
        return null;
      } catch (Exception e) {
        LOG.warn("a request could not be handled: {}", e.getClass().getName());
        return CompletableFuture.failedFuture(e);
      }
    }
  }
}
