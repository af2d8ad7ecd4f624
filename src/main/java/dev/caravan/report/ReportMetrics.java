package dev.caravan.report;

import dev.caravan.message.Channels;
import dev.caravan.message.MessageState;
import dev.caravan.message.ReadReport;
import dev.caravan.message.StoredReport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * {@code caravan_reports_received_total{provider, status}} counts reports when they are first read,
 * {@code caravan_reports_unmatched_total{provider}} those given up, and {@code
 * caravan_duplicates_suppressed_total{stage="report"}} those that said nothing new.
 */
@Component
class ReportMetrics {
  private static final String UNREADABLE = "unreadable";

  private static final List<String> STATUSES =
      List.of(
          MessageState.SUBMITTED.wire(),
          MessageState.DELIVERED.wire(),
          MessageState.FAILED.wire(),
          MessageState.EXPIRED.wire(),
          MessageState.UNKNOWN.wire(),
          UNREADABLE);

  private final MeterRegistry meters;
  private final Counter repeated;

  ReportMetrics(MeterRegistry meters, Channels channels) {
    this.meters = meters;
    this.repeated =
        Counter.builder("caravan.duplicates.suppressed")
            .description("what came again and changed nothing")
            .tag("stage", "report")
            .register(meters);
    channels.onChange(
        () ->
            channels.all().stream()
                .filter(offer -> offer.reports() != null)
                .forEach(offer -> beginAtZero(offer.provider())));
  }

  /** An alert on a counter that first appears at one never fires. */
  private void beginAtZero(String provider) {
    STATUSES.forEach(status -> received(provider, status));
    unmatchedOf(provider);
  }

  void received(StoredReport report, Optional<ReadReport> said) {
    if (report.attempts() == 0) {
      received(report.provider(), said.map(it -> it.state().wire()).orElse(UNREADABLE)).increment();
    }
  }

  void unmatched(String provider) {
    unmatchedOf(provider).increment();
  }

  void repeated() {
    repeated.increment();
  }

  private Counter received(String provider, String status) {
    return Counter.builder("caravan.reports.received")
        .description("delivery reports, by what they say")
        .tag("provider", provider)
        .tag("status", status)
        .register(meters);
  }

  private Counter unmatchedOf(String provider) {
    return Counter.builder("caravan.reports.unmatched")
        .description("delivery reports given up: no message has their id")
        .tag("provider", provider)
        .register(meters);
  }
}
