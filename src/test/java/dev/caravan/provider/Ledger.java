package dev.caravan.provider;

import dev.caravan.provider.LedgerPlan.Planned;
import dev.caravan.sandbox.AcceptedMessages.AcceptedMessage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;

/** What the providers took, held against what the database says of it, recipient by recipient. */
final class Ledger {
  private static final String ID = "ledger-[0-9a-z]+-\\d{5}";

  private final Map<String, Planned> planned;
  private final Map<Recipient, List<AcceptedMessage>> taken = new HashMap<>();
  private final Map<Recipient, Account> accounts = new HashMap<>();
  private final Map<String, Integer> lostAnswers = new HashMap<>();
  private final Map<Recipient, Set<String>> storedIds = new HashMap<>();

  /** A recipient of a message, in E.164 where it is a number. */
  private record Recipient(String messageId, String address) {
    Recipient(String messageId, String address) {
      this.messageId = messageId;
      this.address = address.startsWith("07") ? "+254" + address.substring(1) : address;
    }
  }

  /** What the database says: its state, and of how many parts the message to it is. */
  private record Account(String state, int parts) {}

  Ledger(List<Planned> messages, List<AcceptedMessage> log, JdbcTemplate database) {
    planned = messages.stream().collect(Collectors.toMap(Planned::id, Function.identity()));
    String prefix = messages.get(0).id().replaceFirst("\\d{5}$", "%");
    for (AcceptedMessage each : log) {
      String id = each.text().replaceFirst("(?s).*?(" + ID + ").*", "$1");
      taken.computeIfAbsent(new Recipient(id, each.recipient()), it -> new ArrayList<>()).add(each);
    }
    database.query(
        """
        select m.message_id, r.recipient, r.state, r.parts
        from recipient r join message m on m.uid = r.message_uid where m.message_id like ?""",
        row -> {
          accounts.put(
              new Recipient(row.getString(1), row.getString(2)),
              new Account(row.getString(3), row.getInt(4)));
        },
        prefix);
    database.query(
        """
        select m.message_id, count(*) from attempt a join message m on m.uid = a.message_uid
        where m.message_id like ? and a.outcome in ('unknown', 'mixed') group by m.message_id""",
        row -> {
          lostAnswers.put(row.getString(1), row.getInt(2));
        },
        prefix);
    database.query(
        """
        select m.message_id, r.recipient, p.provider_message_id from part p
        join recipient r on r.message_uid = p.message_uid and r.position = p.position
        join message m on m.uid = p.message_uid where m.message_id like ?""",
        row -> {
          storedIds
              .computeIfAbsent(
                  new Recipient(row.getString(1), row.getString(2)), it -> new HashSet<>())
              .add(row.getString(3));
        },
        prefix);
  }

  /** What does not agree, in words. */
  List<String> faults() {
    List<String> faults = new ArrayList<>();
    planned
        .values()
        .forEach(
            message ->
                message.recipients().stream()
                    .map(address -> new Recipient(message.id(), address))
                    .forEach(recipient -> check(message, recipient, faults)));
    taken.keySet().stream()
        .filter(recipient -> !accounts.containsKey(recipient))
        .forEach(recipient -> faults.add(recipient + " was sent and is in no message"));
    return faults;
  }

  private void check(Planned message, Recipient recipient, List<String> faults) {
    Account account = accounts.get(recipient);
    if (account == null) {
      faults.add(recipient + " was accepted and is not in the database");
      return;
    }
    List<AcceptedMessage> log = taken.getOrDefault(recipient, List.of());
    Map<String, Long> timesByText =
        log.stream().collect(Collectors.groupingBy(AcceptedMessage::text, Collectors.counting()));
    String says = "%s %s is %s, ".formatted(message.channel().wire, recipient, account.state());
    if (isSent(account) && timesByText.size() != account.parts()) {
      faults.add(says + "of %d parts the provider took %s".formatted(account.parts(), timesByText));
    }
    long lawful = message.channel().sendsAgain ? lostAnswers.getOrDefault(message.id(), 0) : 0;
    timesByText.forEach(
        (text, times) -> {
          if (times > 1 + lawful) {
            faults.add(says + "sent %d times, answers lost: %d".formatted(times, lawful));
          }
        });
    Set<String> logIds = ids(log);
    Set<String> stored = storedIds.getOrDefault(recipient, Set.of());
    if (!logIds.containsAll(stored)) {
      faults.add(says + "with ids %s, the provider gave %s".formatted(stored, logIds));
    }
    if (logIds.size() > stored.size() + unexplained(message, account, lawful)) {
      faults.add(says + "the provider took %s, stored are only %s".formatted(log, stored));
    }
    if (account.state().equals("unknown") && !lostAnswers.containsKey(message.id())) {
      faults.add(says + "and no answer was lost");
    }
  }

  private static boolean isSent(Account account) {
    return Set.of("submitted", "delivered").contains(account.state());
  }

  /** How many acceptances the database may know nothing of, because their answers were lost. */
  private static long unexplained(Planned message, Account account, long lawful) {
    return message.channel().sendsAgain
        ? lawful
        : account.state().equals("unknown") ? account.parts() : 0;
  }

  private static Set<String> ids(Collection<AcceptedMessage> log) {
    return log.stream()
        .map(AcceptedMessage::id)
        .filter(id -> id != null)
        .collect(Collectors.toSet());
  }

  /** How many recipients are in which state, by channel, and how often one was sent to again. */
  Map<String, Long> summary() {
    Map<String, Long> counts = new TreeMap<>();
    accounts.forEach(
        (recipient, account) -> {
          String channel = planned.get(recipient.messageId()).channel().wire;
          counts.merge(channel + " " + account.state(), 1L, Long::sum);
          long again =
              taken.getOrDefault(recipient, List.of()).size()
                  - taken.getOrDefault(recipient, List.of()).stream()
                      .map(AcceptedMessage::text)
                      .distinct()
                      .count();
          counts.merge(channel + " sent again", again, Long::sum);
        });
    return counts;
  }
}
