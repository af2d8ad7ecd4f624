package dev.caravan.report;

import dev.caravan.message.Channels;
import dev.caravan.message.ReportPolicy;
import dev.caravan.message.Reports;
import dev.caravan.web.Problem;
import dev.caravan.web.ProblemCode;
import dev.caravan.web.RequestBody;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** Lets a report in if it comes from its provider, and stores it. */
@Component
class ReportIntake {
  private final Channels channels;
  private final Reports reports;

  ReportIntake(Channels channels, Reports reports) {
    this.channels = channels;
    this.reports = reports;
  }

  /**
   * Stores what a provider posted.
   *
   * @throws Problem {@code not-found} for a provider that has no reports and for a wrong secret: a
   *     stranger learns nothing from the difference
   */
  void storeRequest(Exchange exchange) {
    String provider = exchange.getMessage().getHeader("provider", String.class);
    String secret = exchange.getMessage().getHeader("secret", String.class);
    ReportPolicy policy = channels.reportsOf(provider).orElse(null);
    if (policy == null || policy.secret() == null || !equal(policy.secret(), secret)) {
      throw new Problem(ProblemCode.NOT_FOUND, "Not found.");
    }
    HttpServletRequest request =
        exchange.getMessage().getHeader(Exchange.HTTP_SERVLET_REQUEST, HttpServletRequest.class);
    // PostgreSQL takes no NUL in a text.
    String body = new String(RequestBody.of(request), StandardCharsets.UTF_8).replace("\0", "");
    reports.store(provider, type(request.getContentType()), body);
  }

  /** Stores the fields in the body; the variable {@code provider} says whose report it is. */
  void storeFields(Exchange exchange) {
    Map<String, String> fields = exchange.getMessage().getBody(Map.class);
    reports.store(
        exchange.getVariable("provider", String.class),
        ReportFields.FORM,
        ReportFields.form(fields));
  }

  private static boolean equal(String secret, String offered) {
    return MessageDigest.isEqual(
        secret.getBytes(StandardCharsets.UTF_8), offered.getBytes(StandardCharsets.UTF_8));
  }

  private static String type(String contentType) {
    String type = contentType == null ? "" : contentType.split(";", 2)[0].strip();
    return type.length() > 128 ? type.substring(0, 128) : type;
  }
}
