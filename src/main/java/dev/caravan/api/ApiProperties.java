package dev.caravan.api;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The API's edge.
 *
 * @param key what a client sends, whole, in {@code Authorization}
 * @param client the name under which that client's messages are kept
 * @param maxBodySize larger bodies are refused with 413 before they are read whole
 * @param bodyTimeout a body that is not complete by then is refused with 408
 * @param maxInFlight requests worked on at once; the next one is refused with 503
 * @param maxReportSize as maxBodySize, of a provider's delivery report
 * @param maxReportsInFlight as maxInFlight, and apart from it: busy clients keep no report out
 */
@Validated
@ConfigurationProperties("caravan.api")
public record ApiProperties(
    @NotBlank String key,
    @NotBlank String client,
    @NotNull DataSize maxBodySize,
    @NotNull Duration bodyTimeout,
    @Min(1) @Max(10_000) int maxInFlight,
    @NotNull DataSize maxReportSize,
    @Min(1) @Max(10_000) int maxReportsInFlight) {

  /** The key never appears in a log. */
  @Override
  public String toString() {
    return "ApiProperties[client=%s, maxBodySize=%s, bodyTimeout=%s, maxInFlight=%d]"
        .formatted(client, maxBodySize, bodyTimeout, maxInFlight);
  }
}
