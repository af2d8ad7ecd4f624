package dev.caravan.api;

import dev.caravan.message.Inbound;
import dev.caravan.web.Correlation;
import dev.caravan.web.JsonText;
import dev.caravan.web.RequestBody;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.springframework.web.util.UriUtils;

/** What API routes read from a client's request and write as its answer. */
final class ApiExchange {
  private static final String JSON = "application/json";
  private static final String REQUEST = "caravan-request";

  private ApiExchange() {}

  /** Only our own record goes on: every header and parameter that came from outside stays here. */
  static void inbound(Exchange exchange) {
    HttpServletRequest request = requestOf(exchange);
    exchange.setProperty(REQUEST, request);
    exchange.getMessage().removeHeaders("*");
    exchange
        .getMessage()
        .setBody(new Inbound(Caller.of(request), Correlation.of(request), RequestBody.of(request)));
  }

  /** The seed parsed every body, also one that nobody needs. */
  static void refuseMalformed(Inbound inbound) {
    if (inbound.body().length > 0) {
      JsonText.parse(inbound.body());
    }
  }

  static void answer(Exchange exchange, int status, String body) {
    exchange.getMessage().removeHeaders("*");
    exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, status);
    if (body != null) {
      exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, JSON);
    }
    exchange.getMessage().setBody(body);
  }

  static HttpServletRequest requestOf(Exchange exchange) {
    HttpServletRequest kept = exchange.getProperty(REQUEST, HttpServletRequest.class);
    return kept != null
        ? kept
        : exchange.getMessage().getHeader(Exchange.HTTP_SERVLET_REQUEST, HttpServletRequest.class);
  }

  static String callerOf(Exchange exchange) {
    return Caller.of(requestOf(exchange));
  }

  /** Camel gives the part of the path as it was sent, still percent-encoded. */
  static String messageIdOf(Exchange exchange) {
    return UriUtils.decode(
        exchange.getMessage().getHeader("messageId", String.class), StandardCharsets.UTF_8);
  }
}
