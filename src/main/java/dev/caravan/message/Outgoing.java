package dev.caravan.message;

import java.time.Instant;
import java.util.UUID;

/**
 * A due row on its way to a queue: the queue holds only the id, the row is the truth.
 *
 * @param leasedUntil until when no other dispatcher takes the row; null when it is not leased
 */
public record Outgoing(UUID uid, String queue, String correlationId, Instant leasedUntil) {}
