package dev.caravan.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** What holds besides for a provider that reports deliveries. */
abstract class ReportingProviderContract extends ProviderContract {
  /** The provider reports three times. */
  private static final int REPEATS = 2;

  @Autowired private MeterRegistry meters;
  @Autowired private JdbcTemplate database;

  private double suppressedBefore;

  /** Has the provider report what no message here has sent; the id that it reports. */
  abstract String reportAStranger();

  @Override
  @BeforeAll
  void sendAll() {
    suppressedBefore = suppressed();
    super.sendAll();
  }

  @Test
  void keepsAReportThatMatchesNothing() {
    String id = reportAStranger();

    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(
                        database.queryForList(
                            "select state from report where provider = ? and match_id = ?",
                            String.class,
                            channel(),
                            id))
                    .containsExactly("parked"));
  }

  @Override
  void awaitRepeats() {
    await().atMost(SOON).until(() -> suppressed() >= suppressedBefore + REPEATS);
  }

  private double suppressed() {
    return meters.get("caravan.duplicates.suppressed").tag("stage", "report").counter().count();
  }
}
