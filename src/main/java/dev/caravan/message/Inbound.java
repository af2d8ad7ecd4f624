package dev.caravan.message;

/**
 * A request as it came in, authenticated and within its limits, not yet understood.
 *
 * @param body the JSON text's bytes; empty when there was none
 */
public record Inbound(String client, String correlationId, byte[] body) {}
