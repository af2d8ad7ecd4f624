package dev.caravan.accept;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * What a message may be.
 *
 * @param maxTextLength in Unicode code points, after trimming
 * @param maxRecipients of one message
 * @param maxRecipientLength in code points; a provider may ask for less
 * @param maxDelay how far ahead {@code sendAt} and {@code validUntil} may lie
 * @param callbackSchemes lower case
 */
@Validated
@ConfigurationProperties("caravan.accept")
public record AcceptProperties(
    @Min(1) @Max(4_096) int maxTextLength,
    @Min(1) @Max(100_000) int maxRecipients,
    @Min(1) @Max(4_096) int maxRecipientLength,
    @NotNull Duration maxDelay,
    @NotEmpty Set<String> callbackSchemes) {}
