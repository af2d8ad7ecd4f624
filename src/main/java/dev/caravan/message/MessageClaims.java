package dev.caravan.message;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Repository;

/**
 * Lets one worker at a time have a message. The claim is committed before the provider is called;
 * nothing is held meanwhile.
 */
@Repository
public class MessageClaims {
  private static final String TAKE =
      """
      update message set state = 'started',
        abandoned = case when message.claim_id = wanted.claim_id then abandoned else state = 'started' end,
        attempts = case when state = 'started' then attempts else attempts + 1 end,
        claim_id = wanted.claim_id, claimed_by = ?, claim_until = wanted.until, due_at = wanted.until,
        dispatched_at = null, not_before = null
      from %s
      where message.uid = wanted.uid and (
        state in ('scheduled', 'received', 'retrying') and (not_before is null or due_at > not_before)
        or state = 'started' and (claim_until <= ? or message.claim_id = wanted.claim_id))"""
          .formatted(Claims.WANTED);

  /** The text once for each message, not for each of its recipients. */
  private static final String READ_TAKEN =
      """
      select m.uid, m.claim_id, m.claim_until, m.abandoned, m.attempts, m.message_id, m.correlation_id, m.sender_id,
        m.message_type, m.callback_url, m.valid_until, case when r.position = 0 then m.body end as body,
        r.position, r.recipient, r.tries, r.parts_taken, r.state as recipient_state
      from message m join recipient r on r.message_uid = m.uid
      where m.uid = any(?) and m.claim_id = any(?)
      order by m.uid, r.position""";

  private final Claims<Claim> claims;

  MessageClaims(WorkCommits commits, WorkerName name, Clock clock) {
    this.claims =
        new Claims<>(commits, name, clock, TAKE, READ_TAKEN, MessageClaims::withRecipient);
  }

  /**
   * Claims a message that nobody else holds. While the database is away it waits: a delivery that
   * is let go instead is missed only after minutes.
   *
   * @param hold how long the claim lasts; past it, the message is {@link Claim.Kind#ABANDONED}
   * @return empty when there is nothing to do: it is held, final, withdrawn, not there, or it is
   *     too early for the next attempt
   */
  public Optional<Claim> claim(UUID uid, Duration hold) {
    return claims.claim(uid, hold);
  }

  /** Does the work of a claim, and lets nobody in this process claim the message meanwhile. */
  public void whileHeld(Claim claim, Runnable work) {
    claims.whileHeld(claim.uid(), claim.until(), work);
  }

  private static Claim withRecipient(Claim before, ResultSet row, Instant now) throws SQLException {
    Claim claim = before == null ? claimOf(row, now) : before;
    MessageState state = MessageState.ofWire(row.getString("recipient_state"));
    switch (state) {
      case SCHEDULED, RECEIVED, STARTED, RETRYING ->
          claim
              .waiting()
              .add(
                  new Claim.Waiting(
                      row.getInt("position"),
                      row.getString("recipient"),
                      row.getInt("tries"),
                      numbers(row.getString("parts_taken"))));
      default -> claim.settled().add(state);
    }
    return claim;
  }

  private static Set<Integer> numbers(String list) {
    return list == null
        ? Set.of()
        : Arrays.stream(list.split(",")).map(Integer::valueOf).collect(Collectors.toSet());
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
