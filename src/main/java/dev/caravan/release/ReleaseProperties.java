package dev.caravan.release;

import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * @param pollInterval how often the folder is looked at
 * @param settleTime how long a file must have been left alone; an editor may write it in pieces
 * @param drainTimeout how long what is in flight may take before a file's routes are replaced
 * @param consumers the components that a route may start from
 * @param producers the components that a route may send to
 */
@Validated
@ConfigurationProperties("caravan.release")
record ReleaseProperties(
    @NotNull @DurationMin(millis = 10) Duration pollInterval,
    @NotNull Duration settleTime,
    @NotNull @DurationMin(millis = 10) Duration drainTimeout,
    @NotNull DataSize maxFileSize,
    @NotEmpty Set<String> consumers,
    @NotEmpty Set<String> producers) {}
