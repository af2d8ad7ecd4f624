package dev.caravan.message;

import java.time.Instant;
import java.util.List;

/**
 * What a client asked for, checked field by field.
 *
 * @param recipients in the client's order, as written, duplicates kept
 * @param callback null when the client wants none
 * @param sendAt null for at once
 * @param validUntil null for no limit
 */
public record SendRequest(
    String messageId,
    String senderId,
    List<String> recipients,
    String messageType,
    String channel,
    String message,
    String priority,
    String callback,
    Instant sendAt,
    Instant validUntil) {}
