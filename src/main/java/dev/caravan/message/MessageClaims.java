package dev.caravan.message;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Repository;

/**
 * Lets one worker at a time have a message. The claim is committed before the provider is called;
 * nothing is held meanwhile.
 *
 * <p>A claim has an id, made for the delivery that asks. When the answer to its commit was lost,
 * the next try finds it by that; otherwise it would be somebody else's, and never be sent.
 */
@Repository
public class MessageClaims {
  /** How long a delivery waits for a database that is away; RabbitMQ takes it back after thirty. */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final Columns WANTED =
      new Columns("wanted", "uid uuid", "claim_id uuid", "until timestamp with time zone");

  private static final String TAKE =
      """
      update message set state = 'started', abandoned = (state = 'started'),
        attempts = case when state = 'started' then attempts else attempts + 1 end,
        claim_id = wanted.claim_id, claimed_by = ?, claim_until = wanted.until, due_at = wanted.until,
        dispatched_at = null, not_before = null
      from %s
      where message.uid = wanted.uid and (
        state in ('scheduled', 'received', 'retrying') and (not_before is null or due_at > not_before)
        or state = 'started' and claim_until <= ?)"""
          .formatted(WANTED);

  /** The text once for each message, not for each of its recipients. */
  private static final String READ_TAKEN =
      """
      select m.uid, m.claim_id, m.claim_until, m.abandoned, m.attempts, m.message_id, m.correlation_id, m.sender_id,
        m.message_type, m.callback_url, m.valid_until, case when r.position = 0 then m.body end as body,
        r.position, r.recipient, r.state as recipient_state
      from message m join recipient r on r.message_uid = m.uid
      where m.uid = any(?) and m.claim_id = any(?)
      order by m.uid, r.position""";

  private final WorkCommits commits;
  private final WorkCommits.Kind<Wanted, Optional<Claim>> kind = this::claimAll;
  private final WorkerName name;
  private final Clock clock;

  MessageClaims(WorkCommits commits, WorkerName name, Clock clock) {
    this.commits = commits;
    this.name = name;
    this.clock = clock;
  }

  private record Wanted(UUID uid, UUID claimId, Duration hold) {}

  /**
   * Claims a message that nobody else holds. While the database is away it waits: a delivery that
   * is let go instead is missed only after minutes.
   *
   * @param hold how long the claim lasts; past it, the message is {@link Claim.Kind#ABANDONED}
   * @return empty when there is nothing to do: it is held, final, withdrawn, not there, or it is
   *     too early for the next attempt
   */
  public Optional<Claim> claim(UUID uid, Duration hold) {
    return commits.submit(kind, new Wanted(uid, TimeOrderedId.at(clock.instant()), hold), PATIENCE);
  }

  private WorkCommits.Share<Optional<Claim>> claimAll(List<Wanted> wanted) {
    Instant now = clock.instant();
    // A message that two deliveries of one group want goes to the first.
    Map<UUID, Wanted> first = new LinkedHashMap<>();
    wanted.forEach(each -> first.putIfAbsent(each.uid(), each));
    List<Object[]> rows = new ArrayList<>();
    first
        .values()
        .forEach(
            want ->
                rows.add(
                    new Object[] {want.uid(), want.claimId(), Times.bind(now.plus(want.hold()))}));
    Object[] binds = WANTED.of(rows);
    Map<UUID, Claim> taken = new HashMap<>();
    return new WorkCommits.Share<>(
        List.of(
            Step.change(TAKE, name.value(), binds[0], binds[1], binds[2], Times.bind(now)),
            Step.query(READ_TAKEN, row -> addTo(taken, row, now), binds[0], binds[1])),
        () -> wanted.stream().map(want -> Optional.ofNullable(taken.get(want.claimId()))).toList());
  }

  private static void addTo(Map<UUID, Claim> taken, ResultSet row, Instant now)
      throws SQLException {
    Claim claim = taken.get(row.getObject("claim_id", UUID.class));
    if (claim == null) {
      claim = claimOf(row, now);
      taken.put(claim.id(), claim);
    }
    MessageState state = MessageState.ofWire(row.getString("recipient_state"));
    switch (state) {
      case SCHEDULED, RECEIVED, STARTED, RETRYING ->
          claim
              .waiting()
              .add(new Claim.Waiting(row.getInt("position"), row.getString("recipient")));
      default -> claim.settled().add(state);
    }
  }

  private static Claim claimOf(ResultSet row, Instant now) throws SQLException {
    Instant validUntil = Times.read(row, "valid_until");
    Claim.Kind kind;
    if (row.getBoolean("abandoned")) {
      kind = Claim.Kind.ABANDONED;
    } else {
      boolean over = validUntil != null && !validUntil.isAfter(now);
      kind = over ? Claim.Kind.EXPIRED : Claim.Kind.SEND;
    }
    return new Claim(
        kind,
        row.getObject("uid", UUID.class),
        row.getObject("claim_id", UUID.class),
        Times.read(row, "claim_until"),
        row.getInt("attempts"),
        row.getString("message_id"),
        row.getString("correlation_id"),
        row.getString("sender_id"),
        row.getString("message_type"),
        row.getString("body"),
        row.getString("callback_url"),
        validUntil,
        new ArrayList<>(),
        new ArrayList<>());
  }
}
