package dev.caravan.message;

import java.time.Instant;
import java.util.UUID;

/**
 * A message about to be stored.
 *
 * @param uid ours; time-ordered, so that rows of one moment lie together
 * @param client whose {@code messageId} it is
 * @param channel as routed, which need not be the channel asked for
 */
public record NewMessage(
    UUID uid,
    String client,
    String correlationId,
    SendRequest request,
    String channel,
    String provider,
    Lane lane,
    MessageState state,
    Instant createdAt,
    Instant dueAt) {}
