package dev.caravan.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares what the client sent and was told, what the provider was called for, what the client was
 * called back for, and what the tables hold. It asks the service nothing.
 *
 * <p>Accepted: answered by 202, at the first or a later sending. Lost: accepted, but without a row,
 * without an end, without a provider's call where it says delivered, or without a callback.
 * Duplicated: provider calls beyond the first. Unexpected: ids or texts that nobody sent, or that
 * were refused for good, messages that ended twice, second calls by a channel that is to wait, and
 * clients told last of another state than the row's. Recovered: never answered by 202, but there
 * and seen through to the end.
 */
final class Ledger {
  private static final String FINAL =
      "('delivered', 'partially_delivered', 'failed', 'expired', 'cancelled')";

  /** A call that began this long before a crash may have been under way at the crash. */
  private static final Duration IN_FLIGHT = Duration.ofSeconds(4);

  private final Load load;
  private final Outside outside;
  private final Parts parts;
  private final Map<String, Row> rows;
  private final Set<String> lost = new TreeSet<>();
  private final Set<String> duplicated = new TreeSet<>();
  private final Set<String> toldTwice = new TreeSet<>();
  private final Set<String> unexpected = new TreeSet<>();
  private final int duplicates;
  private final long recovered;

  /** What the tables hold of a message. */
  record Row(String state, int attempts, int ends) {}

  private Ledger(Load load, Outside outside, Parts parts) {
    this.load = load;
    this.outside = outside;
    this.parts = parts;
    this.rows = read(parts);
    Set<String> accepted = load.accepted();
    accepted.stream().filter(this::isLost).forEach(lost::add);
    unexpected.addAll(rows.keySet());
    unexpected.addAll(outside.providerCalls().keySet());
    unexpected.addAll(outside.callbacks().keySet());
    unexpected.removeAll(load.answered(reply -> !isRefusal(reply)));
    unexpected.removeIf(id -> !load.sent(id) && outside.isKnown(id));
    rows.forEach(
        (id, row) -> {
          if (load.sent(id) && (row.ends() > 1 || !toldOf(id).equals(row.state()))) {
            unexpected.add(id);
          }
        });
    int extra = 0;
    for (Map.Entry<String, Collection<Outside.Call>> entry : outside.providerCalls().entrySet()) {
      int taken = taken(entry.getValue()).size();
      if (taken > 1 && load.sent(entry.getKey())) {
        extra += taken - 1;
        duplicated.add(entry.getKey());
      }
    }
    duplicated.stream().filter(Load::isPatient).forEach(unexpected::add);
    outside
        .callbacks()
        .forEach(
            (id, calls) -> {
              if (load.sent(id) && taken(calls).size() > 1) {
                toldTwice.add(id);
              }
            });
    this.duplicates = extra;
    this.recovered =
        rows.entrySet().stream()
            .filter(
                entry ->
                    load.answers().containsKey(entry.getKey())
                        && !load.answers().get(entry.getKey()).reply().accepted()
                        && entry.getValue().ends() == 1)
            .count();
  }

  /**
   * Waits until every accepted message was called back for; that is the last thing that happens to
   * one.
   */
  static void awaitSettled(Load load, Outside outside, Duration limit) {
    await("a callback for every accepted message")
        .atMost(limit)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(
            () -> {
              Set<String> open = new HashSet<>(load.accepted());
              open.removeAll(outside.callbacks().keySet());
              assertThat(open).hasSize(0);
            });
  }

  /** Reads everything. On embedded parts the process must have been stopped. */
  static Ledger of(Load load, Outside outside, Parts parts) {
    return new Ledger(load, outside, parts);
  }

  /** Nothing lost, nothing unexpected, and at most so many provider calls too many. */
  Ledger assertClean(int maxDuplicates) {
    assertThat(load.accepted()).as("accepted").isNotEmpty();
    assertThat(lost).as("lost").isEmpty();
    assertThat(unexpected).as("unexpected").isEmpty();
    assertThat(duplicates).as("duplicated: %s", duplicated).isLessThanOrEqualTo(maxDuplicates);
    if (maxDuplicates == 0) {
      assertThat(toldTwice).as("told twice").isEmpty();
    }
    return this;
  }

  /** Nothing was sent twice but what may have been under way when a process was taken away. */
  Ledger assertDuplicatesWereInFlight(CaravanProcess... processes) {
    List<CaravanProcess.Fault> faults = new ArrayList<>();
    for (CaravanProcess process : processes) {
      faults.addAll(process.faults());
    }
    duplicated.forEach(id -> assertWereInFlight(faults, id, outside.providerCalls().get(id)));
    toldTwice.forEach(id -> assertWereInFlight(faults, id, outside.callbacks().get(id)));
    return this;
  }

  private static void assertWereInFlight(
      List<CaravanProcess.Fault> faults, String id, Collection<Outside.Call> all) {
    List<Outside.Call> calls = taken(all);
    for (Outside.Call call : calls.subList(0, calls.size() - 1)) {
      assertThat(faults)
          .as("a fault while %s was being sent or called back for", id)
          .anyMatch(
              fault -> call.at() >= fault.from() - IN_FLIGHT.toNanos() && call.at() <= fault.to());
    }
  }

  /** The state that the client was told last; empty when it was told nothing. */
  private String toldOf(String id) {
    return outside.callbacks().getOrDefault(id, List.of()).stream()
        .max(java.util.Comparator.comparingLong(Outside.Call::at))
        .map(Outside.Call::said)
        .orElse("");
  }

  /** The row of a message. */
  Row row(String id) {
    return rows.get(id);
  }

  int duplicates() {
    return duplicates;
  }

  /**
   * Adds the campaign's row to the table of results; {@code measured} with its limit in brackets.
   */
  Ledger report(String fault, String measured) {
    FaultTable.add(
        fault,
        parts.name(),
        load.accepted().size(),
        lost.size(),
        duplicates,
        unexpected.size(),
        recovered,
        measured);
    return this;
  }

  private boolean isLost(String id) {
    Row row = rows.get(id);
    if (row == null || !outside.callbacks().containsKey(id)) {
      return true;
    }
    return switch (row.state()) {
      case "delivered" -> !outside.providerCalls().containsKey(id);
      case "failed", "expired", "unknown" -> false;
      default -> true;
    };
  }

  /** A client that was told so may take it that its message does not exist. */
  private static boolean isRefusal(Wire.Reply reply) {
    boolean refused = reply.status() >= 400 && reply.status() < 500 && reply.status() != 409;
    return refused || reply.wasNeverSent();
  }

  /** Calls that the provider may have acted on, in their order. */
  private static List<Outside.Call> taken(Collection<Outside.Call> calls) {
    return calls.stream()
        .filter(call -> call.status() < 300)
        .sorted(java.util.Comparator.comparingLong(Outside.Call::at))
        .toList();
  }

  private static Map<String, Row> read(Parts parts) {
    Map<String, Row> rows = new HashMap<>();
    try (Connection connection = parts.tables();
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "select m.message_id, m.state, m.attempts, (select count(*) from event e"
                    + " where e.message_uid = m.uid and e.state in "
                    + FINAL
                    + ") as ends from message m")) {
      while (result.next()) {
        Row before =
            rows.put(
                result.getString("message_id"),
                new Row(
                    result.getString("state"), result.getInt("attempts"), result.getInt("ends")));
        assertThat(before).as("a second row of %s", result.getString("message_id")).isNull();
      }
    } catch (SQLException e) {
      throw new IllegalStateException("cannot read the tables", e);
    }
    return rows;
  }
}
