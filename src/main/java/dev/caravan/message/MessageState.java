package dev.caravan.message;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * The state of a message, and of each of its recipients. The one owner of which move is legal;
 * stores move a row only from a state that {@link #canBecome} the next one.
 */
public enum MessageState {
  /** Accepted, to be sent later. */
  SCHEDULED,
  /** Accepted and committed; nobody has started on it. */
  RECEIVED,
  /** A worker has claimed it and may be calling the provider. */
  STARTED,
  /** An attempt did not succeed; the next one has a due time. */
  RETRYING,
  /** The provider took it; its report is awaited. */
  SUBMITTED,
  /** It reached every recipient, as far as the channel can tell. */
  DELIVERED,
  /** It reached some recipients, and never will the others. */
  PARTIALLY_DELIVERED,
  /** Refused, or its attempts are used up. Only a late report of delivery corrects it. */
  FAILED,
  /** It cannot be told whether it arrived. A report, or a decision, lifts it. */
  UNKNOWN,
  /** Its validity ended before it was sent, or the provider says so. */
  EXPIRED,
  /** Withdrawn by the client before it was claimed. */
  CANCELLED;

  private static final Set<MessageState> NOT_HANDED_OVER =
      EnumSet.of(SCHEDULED, RECEIVED, STARTED, RETRYING);

  /** Whether a message or recipient in this state may move to {@code next}. */
  public boolean canBecome(MessageState next) {
    return switch (this) {
      case SCHEDULED -> next == STARTED || next == CANCELLED || next == EXPIRED;
      case RECEIVED -> next == STARTED || next == CANCELLED || next == EXPIRED;
      case STARTED -> next != SCHEDULED && next != RECEIVED && next != CANCELLED && next != this;
      case RETRYING -> next == STARTED || next == EXPIRED || next == FAILED;
      case SUBMITTED -> (isFinal(next) && next != CANCELLED) || next == UNKNOWN;
      case UNKNOWN -> (isFinal(next) && next != CANCELLED) || next == RETRYING || next == SUBMITTED;
      case FAILED -> next == DELIVERED || next == PARTIALLY_DELIVERED;
      case PARTIALLY_DELIVERED -> next == DELIVERED;
      case DELIVERED, EXPIRED, CANCELLED -> false;
    };
  }

  /** Whether nothing more is expected; {@link #UNKNOWN} is open. */
  public boolean isFinal() {
    return isFinal(this);
  }

  /** Whether a provider has it, or never will. */
  public boolean isHandedOver() {
    return !NOT_HANDED_OVER.contains(this);
  }

  /** Lower case, as on the wire and in the tables. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads the wire form.
   *
   * @throws IllegalArgumentException when there is no such state
   */
  public static MessageState ofWire(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }

  /**
   * The message's state, given its recipients' states.
   *
   * @param own the message's own state, which stands while any recipient is not yet handed over
   */
  public static MessageState summarise(MessageState own, Collection<MessageState> recipients) {
    if (recipients.stream().allMatch(CANCELLED::equals)) {
      return CANCELLED;
    }
    if (recipients.stream().anyMatch(NOT_HANDED_OVER::contains)) {
      return own;
    }
    if (recipients.contains(SUBMITTED)) {
      return SUBMITTED;
    }
    if (recipients.contains(UNKNOWN)) {
      return UNKNOWN;
    }
    if (recipients.contains(DELIVERED)) {
      return recipients.stream().allMatch(DELIVERED::equals) ? DELIVERED : PARTIALLY_DELIVERED;
    }
    return recipients.stream().allMatch(EXPIRED::equals) ? EXPIRED : FAILED;
  }

  private static boolean isFinal(MessageState state) {
    return switch (state) {
      case DELIVERED, PARTIALLY_DELIVERED, FAILED, EXPIRED, CANCELLED -> true;
      default -> false;
    };
  }
}
