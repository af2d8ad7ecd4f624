package dev.caravan.message;

import static dev.caravan.message.MessageState.STARTED;

import dev.caravan.group.Grouped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Lets one worker at a time have a message. That is a short commit of its own, shared by those who
 * come; nothing is held while the provider is called.
 */
@Repository
public class MessageClaims implements DisposableBean {
  /** How long a delivery waits for a database that is away; RabbitMQ takes it back after thirty. */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  private final JdbcTemplate jdbc;
  private final Grouped<Wanted, Optional<Claim>> claims;

  MessageClaims(JdbcTemplate jdbc, TransactionTemplate transaction, StoreProperties store) {
    this.jdbc = jdbc;
    this.claims =
        new Grouped<>(
            "claim", store.work(), wanted -> transaction.execute(status -> claimAll(wanted)));
  }

  private record Wanted(UUID uid, String owner, Instant now, Duration hold) {}

  /**
   * Claims a message that nobody else holds. While the database is away it waits: a delivery that
   * is let go instead is missed only after minutes.
   *
   * @param hold how long the claim lasts; past it, the message is {@link Claim.Kind#ABANDONED}
   * @return empty when there is nothing to do: it is held, final, withdrawn, or not there
   */
  public Optional<Claim> claim(UUID uid, String owner, Instant now, Duration hold) {
    return claims.submitPatiently(
        passed -> new Wanted(uid, owner, now.plus(passed), hold), PATIENCE);
  }

  private List<Optional<Claim>> claimAll(List<Wanted> wanted) {
    // One time for all, the latest: so that their claims end together and are one change.
    Instant now = wanted.stream().map(Wanted::now).max(Comparator.naturalOrder()).orElseThrow();
    Map<UUID, Wanted> first = new LinkedHashMap<>();
    wanted.forEach(each -> first.putIfAbsent(each.uid(), each));
    Map<UUID, Claim> taken = new HashMap<>();
    // Locked in the order of their ids, so that two groups cannot wait for each other.
    jdbc.query(
        """
        select uid, message_id, correlation_id, sender_id, message_type, body, callback_url, state, attempts,
          valid_until, claim_until
        from message where uid = any(?) order by uid for update""",
        row -> {
          Wanted want = first.get(row.getObject("uid", UUID.class));
          claimOf(row, want, now).ifPresent(claim -> taken.put(claim.uid(), claim));
        },
        (Object) first.keySet().toArray(UUID[]::new));
    if (!taken.isEmpty()) {
      take(taken);
    }
    // A message that two callers of one group want goes to the first.
    return wanted.stream()
        .map(
            want ->
                first.get(want.uid()) == want
                    ? Optional.ofNullable(taken.get(want.uid()))
                    : Optional.<Claim>empty())
        .toList();
  }

  private static Optional<Claim> claimOf(ResultSet row, Wanted want, Instant now)
      throws SQLException {
    MessageState state = MessageState.ofWire(row.getString("state"));
    Instant validUntil = Times.read(row, "valid_until");
    Instant claimUntil = Times.read(row, "claim_until");
    Claim.Kind kind;
    if (state.canBecome(STARTED)) {
      boolean over = validUntil != null && !validUntil.isAfter(now);
      kind = over ? Claim.Kind.EXPIRED : Claim.Kind.SEND;
    } else if (state == STARTED && claimUntil != null && !claimUntil.isAfter(now)) {
      kind = Claim.Kind.ABANDONED;
    } else {
      return Optional.empty();
    }
    int attempts = row.getInt("attempts");
    return Optional.of(
        new Claim(
            kind,
            want.uid(),
            want.owner(),
            Times.micros(now.plus(want.hold())),
            // An abandoned claim keeps its number: its attempt was never recorded.
            kind == Claim.Kind.ABANDONED ? attempts : attempts + 1,
            row.getString("message_id"),
            row.getString("correlation_id"),
            row.getString("sender_id"),
            row.getString("message_type"),
            row.getString("body"),
            row.getString("callback_url"),
            validUntil,
            new ArrayList<>(),
            new ArrayList<>()));
  }

  /** Whose rows get the same values: they are written by one statement. */
  private record Change(int attempts, String owner, Instant until) {}

  private void take(Map<UUID, Claim> taken) {
    Map<Change, List<Claim>> changes =
        taken.values().stream()
            .collect(
                Collectors.groupingBy(
                    claim -> new Change(claim.attempt(), claim.owner(), claim.until())));
    changes.forEach(
        (change, claims) ->
            jdbc.update(
                """
                update message set state = 'started', attempts = ?, claimed_by = ?, claim_until = ?, due_at = ?,
                  dispatched_at = null
                where uid = any(?)""",
                change.attempts(),
                change.owner(),
                Times.bind(change.until()),
                Times.bind(change.until()),
                claims.stream().map(Claim::uid).toArray(UUID[]::new)));
    jdbc.query(
        """
        select message_uid, position, recipient, state from recipient
        where message_uid = any(?) order by message_uid, position""",
        row -> {
          Claim claim = taken.get(row.getObject("message_uid", UUID.class));
          MessageState state = MessageState.ofWire(row.getString("state"));
          switch (state) {
            case SCHEDULED, RECEIVED, STARTED, RETRYING ->
                claim
                    .waiting()
                    .add(new Claim.Waiting(row.getInt("position"), row.getString("recipient")));
            default -> claim.settled().add(state);
          }
        },
        (Object) taken.keySet().toArray(UUID[]::new));
  }

  @Override
  public void destroy() {
    claims.close();
  }
}
