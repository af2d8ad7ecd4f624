package dev.caravan.message;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A message that one worker holds until {@link #until}.
 *
 * @param kind why the worker has it
 * @param id names this claim among all claims of the message
 * @param attempt the number of the attempt this claim is for, from 1
 * @param waiting the recipients not yet handed over, in the client's order
 * @param callback null when the client wants none
 */
public record Claim(
    Kind kind,
    UUID uid,
    UUID id,
    Instant until,
    int attempt,
    String messageId,
    String correlationId,
    String senderId,
    String messageType,
    String text,
    String callback,
    Instant validUntil,
    List<Waiting> waiting,
    List<MessageState> settled) {

  /** What is to be done with a claimed message. */
  public enum Kind {
    /** Call the provider. */
    SEND,
    /** Its validity has ended: it must not be sent any more. */
    EXPIRED,
    /**
     * An earlier worker had it and never recorded an outcome: the provider may have been called.
     */
    ABANDONED
  }

  /**
   * A recipient still to be handed over.
   *
   * @param tries how often a provider was asked for it
   * @param taken the numbers of the parts that it took then, when the attempt broke off among them
   */
  public record Waiting(int position, String recipient, int tries, Set<Integer> taken) {}
}
