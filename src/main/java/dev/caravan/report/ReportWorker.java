package dev.caravan.report;

import dev.caravan.message.Deliveries;
import dev.caravan.message.ReadReport;
import dev.caravan.message.Reports;
import dev.caravan.message.StoredReport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Reads reports and tells messages what they say; what matches nothing waits, and not for ever. */
@Component
class ReportWorker {
  private static final Logger LOG = LoggerFactory.getLogger(ReportWorker.class);
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private final ReportReader reader;
  private final Reports reports;
  private final Deliveries deliveries;
  private final ReportMetrics metrics;
  private final ReportProperties properties;
  private final Clock clock;

  ReportWorker(
      ReportReader reader,
      Reports reports,
      Deliveries deliveries,
      ReportMetrics metrics,
      ReportProperties properties,
      Clock clock) {
    this.reader = reader;
    this.reports = reports;
    this.deliveries = deliveries;
    this.metrics = metrics;
    this.properties = properties;
    this.clock = clock;
  }

  /** Works on reports that this process has leased. */
  void work(List<StoredReport> leased) {
    List<ReadReport> read = new ArrayList<>();
    for (StoredReport report : leased) {
      Optional<ReadReport> said = reader.read(report);
      metrics.received(report, said);
      if (said.isPresent()) {
        read.add(said.get());
      } else {
        waitOrGiveUp(report, null);
      }
    }
    if (!read.isEmpty()) {
      tell(read);
    }
  }

  private void tell(List<ReadReport> read) {
    try {
      Map<UUID, Deliveries.Result> results = deliveries.tell(read);
      read.forEach(each -> settle(each, results.get(each.report().uid())));
    } catch (RuntimeException e) {
      if (read.size() == 1) {
        LOG.warn("report {} comes up again: {}", read.get(0).report().uid(), e.toString());
        waitOrGiveUp(read.get(0).report(), read.get(0).matchId());
        return;
      }
      // One of them may be at fault for all.
      read.forEach(each -> tell(List.of(each)));
    }
  }

  private void settle(ReadReport read, Deliveries.Result result) {
    switch (result) {
      case TOLD -> {}
      case REPEATED, CONTRADICTED -> metrics.repeated();
      case HELD -> reports.park(read.report(), read.matchId(), clock.instant().plus(FIRST_WAIT));
      case UNMATCHED -> waitOrGiveUp(read.report(), read.matchId());
    }
  }

  /**
   * A report may come before the answer that names its message; it does not come an hour before.
   */
  private void waitOrGiveUp(StoredReport report, String matchId) {
    Instant now = clock.instant();
    if (now.isAfter(report.receivedAt().plus(properties.parkFor()))) {
      boolean unreadable = matchId == null;
      reports.giveUp(report, unreadable ? "unreadable" : "unmatched", unreadable);
      metrics.unmatched(report.provider());
      LOG.info("report {} of {} matches no message", report.uid(), report.provider());
    } else {
      long wait = FIRST_WAIT.toMillis() << Math.min(report.attempts(), 10);
      reports.park(report, matchId, now.plusMillis(Math.min(wait, LONGEST_WAIT.toMillis())));
    }
  }
}
