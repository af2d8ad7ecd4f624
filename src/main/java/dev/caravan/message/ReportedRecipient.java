package dev.caravan.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** A recipient that a report tells of, with the parts that a provider took for it. */
final class ReportedRecipient {
  private final UUID uid;
  private final int position;
  private final int expected;
  private final List<Part> parts = new ArrayList<>();
  private MessageState state;

  /**
   * @param expected of how many parts the message to it has
   */
  ReportedRecipient(UUID uid, int position, MessageState state, int expected) {
    this.uid = uid;
    this.position = position;
    this.state = state;
    this.expected = expected;
  }

  /** One part of one attempt. */
  static final class Part {
    private final int attempt;
    private final int number;
    private final String provider;
    private final String matchId;
    private MessageState state;

    Part(int attempt, int number, String provider, String matchId, MessageState state) {
      this.attempt = attempt;
      this.number = number;
      this.provider = provider;
      this.matchId = matchId;
      this.state = state;
    }

    String matchId() {
      return matchId;
    }

    boolean isOf(ReadReport report) {
      return matchId.equals(report.matchId()) && provider.equals(report.report().provider());
    }

    /** Moves the part, if it may go there. */
    Deliveries.Result tell(ReadReport report) {
      MessageState next = report.state();
      if (next == MessageState.SUBMITTED) {
        return state == MessageState.SUBMITTED
            ? Deliveries.Result.TOLD
            : Deliveries.Result.REPEATED;
      }
      if (state == next) {
        return Deliveries.Result.REPEATED;
      }
      if (!state.canBecome(next)) {
        return Deliveries.Result.CONTRADICTED;
      }
      state = next;
      return Deliveries.Result.TOLD;
    }

    Object[] row(UUID uid, int position, String status) {
      return new Object[] {uid, position, attempt, number, state.wire(), status};
    }
  }

  /** Adds a part; those of earlier attempts come first. */
  void add(int attempt, int number, String provider, String matchId, MessageState partState) {
    parts.add(new Part(attempt, number, provider, matchId, partState));
  }

  UUID uid() {
    return uid;
  }

  int position() {
    return position;
  }

  MessageState state() {
    return state;
  }

  List<Part> parts() {
    return parts;
  }

  /** Follows its parts, as far as they have all been handed over; whether that moved it. */
  boolean follow() {
    Map<Integer, MessageState> newest = new TreeMap<>();
    parts.forEach(part -> newest.put(part.number, part.state));
    MessageState next = summarise(newest);
    if (!state.isHandedOver() || !state.canBecome(next)) {
      return false;
    }
    state = next;
    return true;
  }

  /** A text is not there until all of it is, and will never be once a part of it will not. */
  private MessageState summarise(Map<Integer, MessageState> parts) {
    if (parts.containsValue(MessageState.FAILED)) {
      return MessageState.FAILED;
    }
    if (parts.containsValue(MessageState.EXPIRED)) {
      return MessageState.EXPIRED;
    }
    if (parts.size() < expected || parts.containsValue(MessageState.SUBMITTED)) {
      return state;
    }
    return parts.containsValue(MessageState.UNKNOWN)
        ? MessageState.UNKNOWN
        : MessageState.DELIVERED;
  }
}
