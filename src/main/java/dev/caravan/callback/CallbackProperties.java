package dev.caravan.callback;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * How clients are told.
 *
 * @param consumers callbacks from the queue that are made at the same time
 * @param atOnce callbacks that are made at the same time without the queue; zero for none
 * @param timeout for one callback, connecting included
 * @param retryAfter the waits between attempts; when they are used up, the callback has failed
 * @param strangersToSink whether callbacks to other hosts go to the built-in sink instead
 */
@Validated
@ConfigurationProperties("caravan.callback")
public record CallbackProperties(
    @Min(1) @Max(200) int consumers,
    @Min(0) @Max(200) int atOnce,
    @NotNull Duration timeout,
    @NotEmpty List<Duration> retryAfter,
    boolean strangersToSink) {}
