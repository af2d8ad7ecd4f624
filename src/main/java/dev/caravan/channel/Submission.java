package dev.caravan.channel;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What a provider route gets as its body: one call's share of a message.
 *
 * @param senderId as the client gave it
 * @param sender the same if the provider's file says that it is registered, else null
 * @param recipients those to be sent to in this call, in the provider's form
 * @param validUntil null for no end
 * @param wantsReport whether the provider is to report on it
 * @param reference one for each recipient of a message, the same in every attempt
 * @param partsTaken the numbers of the parts that were taken before, where a text has several
 */
public record Submission(
    String messageId,
    String senderId,
    String sender,
    String messageType,
    List<String> recipients,
    String text,
    String correlationId,
    Instant validUntil,
    boolean wantsReport,
    int reference,
    Set<Integer> partsTaken) {

  /** Whether it takes the whole path and is to reach nobody. */
  public boolean isDummy() {
    return messageType.equals(Provider.DUMMY);
  }

  /** The recipients with commas between, for providers that take them so. */
  public String joinedRecipients() {
    return String.join(",", recipients);
  }

  /** The one recipient, for providers that are called for each. */
  public String recipient() {
    return recipients.get(0);
  }
}
