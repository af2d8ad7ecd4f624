package dev.caravan.dispatch;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * From the tables to the queues.
 *
 * @param batchSize rows published under one wait for confirms
 * @param sweepInterval how often to look without having been told
 * @param leaseTime how long a crashed dispatcher keeps others from its rows
 * @param maxHandedOver rows that may wait in memory, for each table; more go by the table alone
 * @param confirmDelay how long a confirm may wait for others to be written with
 * @param confirmTimeout how long to wait for the broker's confirms
 * @param searchInterval how often to look for rows that the broker lost
 * @param unclaimedAfter when to ask whether the broker still has a row that nobody claimed
 */
@Validated
@ConfigurationProperties("caravan.dispatch")
public record DispatchProperties(
    @Min(1) @Max(5_000) int batchSize,
    @NotNull Duration sweepInterval,
    @NotNull Duration leaseTime,
    @Min(0) @Max(100_000) int maxHandedOver,
    @NotNull Duration confirmDelay,
    @NotNull Duration confirmTimeout,
    @NotNull Duration searchInterval,
    @NotNull Duration unclaimedAfter) {}
