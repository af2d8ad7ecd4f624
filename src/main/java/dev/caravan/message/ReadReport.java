package dev.caravan.message;

/**
 * What a report says, in our terms.
 *
 * @param matchId the provider's id of the part, as parts are matched by it
 * @param status the provider's own word
 * @param state what the part becomes; {@link MessageState#SUBMITTED} while it is on its way
 * @param reason for the client to read
 */
public record ReadReport(
    StoredReport report, String matchId, String status, MessageState state, String reason) {}
