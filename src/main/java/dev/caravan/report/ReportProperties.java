package dev.caravan.report;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * How delivery reports are worked on.
 *
 * @param batchSize how many share a transaction at the most
 * @param sweepInterval how often reports that came back, and overdue ones, are looked for
 * @param leaseTime for how long a report belongs to one process
 * @param maxHandedOver how many wait in memory at the most; the table holds the others
 * @param parkFor how long a report that matches nothing waits for its message
 */
@Validated
@ConfigurationProperties("caravan.report")
record ReportProperties(
    @Min(1) @Max(10_000) int batchSize,
    @NotNull @DurationMin(millis = 10) Duration sweepInterval,
    @NotNull @DurationMin(seconds = 1) Duration leaseTime,
    @Min(1) @Max(1_000_000) int maxHandedOver,
    @NotNull Duration parkFor) {}
