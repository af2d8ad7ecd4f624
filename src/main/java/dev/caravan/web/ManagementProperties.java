package dev.caravan.web;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * The management port.
 *
 * @param port 0 for any free one
 * @param username who may see more than health and metrics
 * @param password generated into the data folder when empty
 */
@Validated
@ConfigurationProperties("caravan.management")
public record ManagementProperties(
    @Min(0) @Max(65_535) int port,
    @NotBlank String address,
    @NotBlank String username,
    String password) {}
