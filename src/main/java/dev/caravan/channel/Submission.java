package dev.caravan.channel;

import java.util.List;

/**
 * What a provider route gets as its body.
 *
 * @param recipients those still to be sent to, in the client's order
 */
public record Submission(
    String messageId,
    String senderId,
    String messageType,
    List<String> recipients,
    String text,
    String correlationId) {

  /** The recipients with commas between, for providers that take them so. */
  public String joinedRecipients() {
    return String.join(",", recipients);
  }
}
