package dev.caravan.message;

import static java.util.Comparator.naturalOrder;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What a few reports, one after the other, make of the recipients they tell of. */
final class Told {
  /** Of an event's detail, as its column. */
  private static final int MAX_DETAIL = 512;

  private final Map<String, List<ReportedRecipient>> byMatchId = new HashMap<>();
  private final Map<UUID, Settling.Locked> locked;
  private final Instant now;
  private final Map<ReportedRecipient.Part, Object[]> parts = new LinkedHashMap<>();
  private final Map<ReportedRecipient, Object[]> recipients = new LinkedHashMap<>();
  private final Map<UUID, Map<MessageState, String>> details = new HashMap<>();
  private final List<Settling.Event> events = new ArrayList<>();
  private final Map<UUID, Settling.Locked> touched = new LinkedHashMap<>();

  Told(Collection<ReportedRecipient> all, Map<UUID, Settling.Locked> locked, Instant now) {
    for (ReportedRecipient recipient : all) {
      recipient.parts().stream()
          .map(ReportedRecipient.Part::matchId)
          .distinct()
          .forEach(id -> byMatchId.computeIfAbsent(id, key -> new ArrayList<>()).add(recipient));
    }
    this.locked = locked;
    this.now = now;
  }

  /** Takes the next report in. */
  Deliveries.Result add(ReadReport report) {
    Deliveries.Result result = Deliveries.Result.UNMATCHED;
    for (ReportedRecipient recipient : newest(report)) {
      for (ReportedRecipient.Part part : recipient.parts()) {
        if (part.isOf(report)) {
          if (locked.get(recipient.uid()).state() == MessageState.STARTED) {
            return Deliveries.Result.HELD;
          }
          result = add(report, recipient, part);
        }
      }
    }
    return result;
  }

  /**
   * An SMSC may give an id again after some time: the report is of the last message that has it.
   */
  private List<ReportedRecipient> newest(ReadReport report) {
    List<ReportedRecipient> all =
        byMatchId.getOrDefault(report.matchId(), List.of()).stream()
            .filter(recipient -> recipient.parts().stream().anyMatch(part -> part.isOf(report)))
            .toList();
    // The uids are in the order of time, as text.
    String last = all.stream().map(each -> each.uid().toString()).max(naturalOrder()).orElse("");
    return all.stream().filter(each -> each.uid().toString().equals(last)).toList();
  }

  private Deliveries.Result add(
      ReadReport report, ReportedRecipient recipient, ReportedRecipient.Part part) {
    Deliveries.Result result = part.tell(report);
    if (result == Deliveries.Result.CONTRADICTED) {
      touch(recipient);
      String detail = "a report says otherwise: " + report.reason();
      events.add(
          new Settling.Event(
              recipient.uid(), detail.substring(0, Math.min(detail.length(), MAX_DETAIL))));
    }
    if (result != Deliveries.Result.TOLD) {
      return result;
    }
    parts.put(part, part.row(recipient.uid(), recipient.position(), report.status()));
    boolean moved = recipient.follow();
    if (moved) {
      touch(recipient);
      details
          .computeIfAbsent(recipient.uid(), uid -> new EnumMap<>(MessageState.class))
          .put(recipient.state(), report.reason());
    }
    if (moved || recipient.state() == MessageState.SUBMITTED) {
      boolean arrived = recipient.state() == MessageState.DELIVERED;
      recipients.put(
          recipient,
          new Object[] {
            recipient.uid(),
            recipient.position(),
            recipient.state().wire(),
            arrived ? null : report.reason(),
            Times.bind(now)
          });
    }
    return result;
  }

  private void touch(ReportedRecipient recipient) {
    touched.put(recipient.uid(), locked.get(recipient.uid()));
  }

  List<Object[]> parts() {
    return List.copyOf(parts.values());
  }

  List<Object[]> recipients() {
    return List.copyOf(recipients.values());
  }

  Map<UUID, Map<MessageState, String>> details() {
    return details;
  }

  List<Settling.Event> events() {
    return events;
  }

  /** The messages whose state may follow. */
  Collection<Settling.Locked> messages() {
    return touched.values();
  }
}
