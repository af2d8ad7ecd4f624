package dev.caravan.group;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;

/**
 * The bounds of one {@link Grouped}.
 *
 * @param maxGroup items that share a commit at the most
 * @param maxWaiting items that may wait; the next one is refused
 * @param maxWait how long an item may wait
 * @param writers commits under way at once
 * @param pace how far apart a writer's commits begin while items come in crowds; a lone one never
 *     waits for it
 */
public record GroupLimits(
    @Min(1) @Max(10_000) int maxGroup,
    @Min(1) @Max(100_000) int maxWaiting,
    @NotNull Duration maxWait,
    @Min(1) @Max(8) int writers,
    @NotNull Duration pace) {}
