package dev.caravan.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.message.Channels;
import dev.caravan.message.ReadReport;
import dev.caravan.message.ReportPolicy;
import dev.caravan.message.StoredReport;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/**
 * Reads a stored report by its provider's route. The route finds each field in a variable {@code
 * reported.<name>}, and leaves the id, the status and the reason in {@code report.id}, {@code
 * report.status} and {@code report.reason}.
 */
@Component
class ReportReader {
  private static final Logger LOG = LoggerFactory.getLogger(ReportReader.class);
  private static final int MAX_STATUS_LENGTH = 64;
  private static final int MAX_REASON_LENGTH = 512;

  private final ProducerTemplate camel;
  private final Channels channels;
  private final ReportFields fields;

  ReportReader(@Lazy ProducerTemplate camel, Channels channels, ObjectMapper json) {
    this.camel = camel;
    this.channels = channels;
    this.fields = new ReportFields(json);
  }

  /** What it says; empty when that cannot be told (now: a route file may be on its way). */
  Optional<ReadReport> read(StoredReport report) {
    Optional<ReportPolicy> policy = channels.reportsOf(report.provider());
    if (policy.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> values;
    try {
      values = fields.of(report);
    } catch (IllegalArgumentException e) {
      return unreadable(report, "it is neither a form nor JSON");
    }
    Exchange read =
        camel.request(
            "direct:report-via-" + report.provider(),
            exchange ->
                values.forEach((name, value) -> exchange.setVariable("reported." + name, value)));
    if (read.getException() != null) {
      return unreadable(report, read.getException().getClass().getSimpleName());
    }
    return said(read, report, policy.get());
  }

  private static Optional<ReadReport> said(
      Exchange read, StoredReport report, ReportPolicy policy) {
    String id = read.getVariable("report.id", String.class);
    String status = read.getVariable("report.status", String.class);
    if (id == null || id.isBlank() || status == null || status.isBlank()) {
      return unreadable(report, "it names no id or no status");
    }
    return Optional.of(
        new ReadReport(
            report,
            policy.idForm().ofReport(id),
            cut(status, MAX_STATUS_LENGTH),
            policy.codes().state(status),
            cut(
                policy.codes().text(status, read.getVariable("report.reason", String.class)),
                MAX_REASON_LENGTH)));
  }

  /** Said once: it is tried again, because a file may be mended meanwhile. */
  private static Optional<ReadReport> unreadable(StoredReport report, String why) {
    if (report.attempts() == 0) {
      LOG.warn("report {} of {} cannot be read: {}", report.uid(), report.provider(), why);
    }
    return Optional.empty();
  }

  private static String cut(String text, int length) {
    return text.length() > length ? text.substring(0, length) : text;
  }
}
