package dev.caravan.message;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What became of a claim, to be written in one commit.
 *
 * @param dueAt when to try again; null when nothing more is to be done
 * @param reportUntil until when reports of what was submitted must have come; null when none is
 *     awaited
 * @param attempt null when the provider was not to be called
 * @param callback null when the client is not to be told
 */
public record Recording(
    Claim claim,
    MessageState state,
    String detail,
    List<RecipientChange> recipients,
    Instant dueAt,
    Instant reportUntil,
    Attempt attempt,
    NewCallback callback,
    Instant at) {

  /**
   * What became of one recipient.
   *
   * @param tries how often a provider was asked for it so far
   * @param parts of how many parts the message to it has
   * @param taken the parts that the provider took in this attempt
   * @param takenBefore the numbers of those that it took in earlier ones
   */
  public record RecipientChange(
      int position,
      MessageState state,
      String reason,
      int tries,
      int parts,
      List<TakenPart> taken,
      Set<Integer> takenBefore) {}

  /**
   * A part that a provider took.
   *
   * @param number from 1
   * @param matchId the id as reports are matched by it
   */
  public record TakenPart(int number, String providerMessageId, String matchId) {}

  /**
   * One attempt.
   *
   * @param exchanges JSON text: what was said to the provider and what it answered, redacted
   * @param callbackData JSON text: what a later callback repeats of the answer; null for none
   */
  public record Attempt(
      String provider,
      String outcome,
      String code,
      String detail,
      Instant startedAt,
      Duration duration,
      String exchanges,
      String callbackData) {}

  public record NewCallback(String url, String payload) {}
}
