package dev.caravan.message;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What became of a claim, to be written in one commit.
 *
 * @param dueAt when to try again; null when nothing more is to be done
 * @param attempt null when the provider was not to be called
 * @param callback null when the client is not to be told
 */
public record Recording(
    Claim claim,
    MessageState state,
    String detail,
    List<RecipientChange> recipients,
    Instant dueAt,
    Attempt attempt,
    NewCallback callback,
    Instant at) {

  public record RecipientChange(
      int position, MessageState state, String providerMessageId, String reason) {}

  public record Attempt(
      String provider,
      String outcome,
      String code,
      String detail,
      Instant startedAt,
      Duration duration) {}

  public record NewCallback(String url, String payload) {}
}
