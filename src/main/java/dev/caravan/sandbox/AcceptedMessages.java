package dev.caravan.sandbox;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What the stand-ins accepted, as a provider's own log would show it: one entry for each recipient
 * of a request and each part of an SMS, also where the answer was then lost. The last 20,000 are
 * kept in memory. Texts and recipients are shown as they are: this is test data, on loopback.
 */
@SandboxPart
public class AcceptedMessages {
  private static final int KEPT = 20_000;
  private static final int MAX_TEXT = 1_000;

  private final Deque<AcceptedMessage> messages = new ArrayDeque<>();
  private final Map<StandIn, Long> counts = new EnumMap<>(StandIn.class);
  private final Clock clock;

  AcceptedMessages(Clock clock) {
    this.clock = clock;
  }

  /**
   * @param provider a stand-in's wire name
   * @param text up to 1,000 characters of it
   * @param id what the provider answered with; null where it gives none
   */
  public record AcceptedMessage(
      String provider, String recipient, String text, String id, Instant at) {}

  /**
   * The messages of a provider whose text contains this, the newest first.
   *
   * @param provider a stand-in's wire name; empty for all
   */
  public synchronized List<AcceptedMessage> find(String provider, String text) {
    return messages.stream()
        .filter(message -> provider.isEmpty() || message.provider().equals(provider))
        .filter(message -> message.text().contains(text))
        .toList();
  }

  /** How many this stand-in has accepted since the start, also those no longer kept. */
  public synchronized long count(StandIn standIn) {
    return counts.getOrDefault(standIn, 0L);
  }

  void add(StandIn standIn, String recipient, String text, String id) {
    String start = text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    AcceptedMessage message =
        new AcceptedMessage(standIn.wire(), recipient, start, id, clock.instant());
    synchronized (this) {
      counts.merge(standIn, 1L, Long::sum);
      messages.addFirst(message);
      if (messages.size() > KEPT) {
        messages.removeLast();
      }
    }
  }
}
