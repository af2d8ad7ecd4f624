package dev.caravan.message;

import java.time.Instant;
import java.util.UUID;

/**
 * A delivery report as it came, before anybody has read it.
 *
 * @param provider whose report it is; the provider was authenticated
 * @param contentType of the body; null when none was said
 * @param attempts how often it was looked at and matched nothing
 */
public record StoredReport(
    UUID uid, String provider, Instant receivedAt, String contentType, String body, int attempts) {}
