package dev.caravan.sandbox;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * The stand-ins. Where Africa's Talking's reports go to is not here: it holds the service's port,
 * which is known later.
 *
 * @param latency of every answer, at the start
 * @param failureRate the share of requests that fail, at the start
 * @param reportDelay from accepting a message to its report
 * @param lateReportDelay the same for recipients whose report is late
 * @param silence how long a request stays open that gets no answer
 * @param smscPort of the SMSC, on loopback; 0 for any free one
 */
@Validated
@ConfigurationProperties("caravan.sandbox")
record SandboxProperties(
    @NotNull @DurationMin Duration latency,
    @DecimalMin("0") @DecimalMax("1") double failureRate,
    @NotNull @DurationMin Duration reportDelay,
    @NotNull @DurationMin Duration lateReportDelay,
    @NotNull @DurationMin(millis = 1) Duration silence,
    @Min(0) @Max(65_535) int smscPort) {}
