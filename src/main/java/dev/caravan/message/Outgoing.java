package dev.caravan.message;

import java.util.UUID;

/** A due row on its way to a queue: the queue holds only the id, the row is the truth. */
public record Outgoing(UUID uid, String queue, String correlationId) {}
