package dev.caravan.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.message.Claim;
import dev.caravan.message.MessageState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");
  private static final Outcome ACCEPTED = new Outcome.Accepted("id");
  private static final Outcome REFUSED = new Outcome.Refused("no");
  private static final Outcome UNKNOWN = new Outcome.Unknown("lost");
  private static final Outcome RETRY = new Outcome.Retry("busy", null);

  @Test
  void deliversWhatIsAccepted() {
    Verdict verdict = verdict("wait", 1, null, ACCEPTED, ACCEPTED);

    assertThat(verdict.state()).isEqualTo(MessageState.DELIVERED);
    assertThat(verdict.dueAt()).isNull();
    assertThat(verdict.changes()).allMatch(change -> change.providerMessageId().equals("id"));
  }

  @Test
  void retriesOnlyWhoIsWaiting() {
    Verdict verdict = verdict("wait", 1, null, ACCEPTED, RETRY, REFUSED);

    assertThat(verdict.state()).isEqualTo(MessageState.RETRYING);
    assertThat(verdict.dueAt()).isAfter(NOW);
    assertThat(states(verdict))
        .containsExactly(MessageState.DELIVERED, MessageState.RETRYING, MessageState.FAILED);
  }

  @Test
  void failsWhenAttemptsAreUsedUp() {
    Verdict verdict = verdict("wait", 3, null, RETRY);

    assertThat(verdict.state()).isEqualTo(MessageState.FAILED);
    assertThat(verdict.dueAt()).isNull();
  }

  @Test
  void expiresWhenTheNextAttemptWouldBeTooLate() {
    assertThat(verdict("wait", 1, NOW.plusMillis(1), RETRY).state())
        .isEqualTo(MessageState.EXPIRED);
  }

  @Test
  void neverSendsAgainWhereALostAnswerWaits() {
    Verdict verdict = verdict("wait", 1, null, UNKNOWN);

    assertThat(verdict.state()).isEqualTo(MessageState.UNKNOWN);
    assertThat(verdict.dueAt()).isNull();
  }

  @Test
  void sendsAgainWhereTheFileSaysSoUntilAttemptsAreUsedUp() {
    assertThat(verdict("send-again", 1, null, UNKNOWN).state()).isEqualTo(MessageState.RETRYING);
    assertThat(verdict("send-again", 3, null, UNKNOWN).state()).isEqualTo(MessageState.UNKNOWN);
  }

  @Test
  void honoursTheLongestWaitAskedForUpToItsLimit() {
    assertThat(dueAfter(Duration.ofSeconds(20))).isEqualTo(Duration.ofSeconds(20));
    assertThat(dueAfter(Duration.ofDays(9))).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void countsThoseSettledBefore() {
    Claim claim = claim(1, null, 1, List.of(MessageState.FAILED));

    assertThat(Verdict.of(claim, provider("wait"), List.of(ACCEPTED), NOW).state())
        .isEqualTo(MessageState.PARTIALLY_DELIVERED);
  }

  private static Duration dueAfter(Duration asked) {
    return Duration.between(
        NOW, verdict("wait", 1, null, new Outcome.Retry("busy", asked), RETRY).dueAt());
  }

  private static List<MessageState> states(Verdict verdict) {
    return verdict.changes().stream().map(change -> change.state()).toList();
  }

  private static Verdict verdict(
      String unknown, int attempt, Instant validUntil, Outcome... outcomes) {
    return Verdict.of(
        claim(attempt, validUntil, outcomes.length, List.of()),
        provider(unknown),
        List.of(outcomes),
        NOW);
  }

  private static Claim claim(
      int attempt, Instant validUntil, int waiting, List<MessageState> settled) {
    return new Claim(
        Claim.Kind.SEND,
        UUID.randomUUID(),
        UUID.randomUUID(),
        NOW.plusSeconds(30),
        attempt,
        "m",
        "correlation",
        "sender",
        "dummy",
        "text",
        null,
        validUntil,
        IntStream.range(0, waiting).mapToObj(i -> new Claim.Waiting(i, "r" + i)).toList(),
        settled);
  }

  private static Provider provider(String unknown) {
    ProviderCard card = new ProviderCard();
    card.setChannel("test");
    card.setTypes("dummy");
    card.setStatusCodes(Map.of("other", "accepted"));
    card.setRetry(Map.of("maxAttempts", "3", "firstDelay", "1s", "maxDelay", "1m"));
    card.setUnknown(unknown);
    return Provider.of("test", card);
  }
}
