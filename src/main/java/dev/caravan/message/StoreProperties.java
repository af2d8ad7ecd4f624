package dev.caravan.message;

import dev.caravan.group.GroupLimits;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * How writes share commits.
 *
 * @param accept for messages coming in: past these limits the API answers 503
 * @param work for claims and outcomes: past these limits a delivery is let go and comes up again
 */
@Validated
@ConfigurationProperties("caravan.store")
public record StoreProperties(
    @Valid @NotNull GroupLimits accept, @Valid @NotNull GroupLimits work) {}
