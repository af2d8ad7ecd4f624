package dev.caravan.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.message.Claim;
import dev.caravan.message.MessageState;
import dev.caravan.message.Recording;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");
  private static final Outcome ACCEPTED = Outcome.Accepted.as("id");
  private static final Outcome REFUSED = new Outcome.Refused("no");
  private static final Outcome UNKNOWN = new Outcome.Unknown("lost");
  private static final Outcome RETRY = new Outcome.Retry("busy", null);

  @Test
  void deliversWhatIsAccepted() {
    Verdict verdict = verdict("wait", 1, null, ACCEPTED, ACCEPTED);

    assertThat(verdict.state()).isEqualTo(MessageState.DELIVERED);
    assertThat(verdict.dueAt()).isNull();
    assertThat(verdict.changes())
        .allMatch(change -> change.taken().get(0).providerMessageId().equals("id"));
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
  void takesNoAttemptFromWhoseTurnDidNotCome() {
    Outcome later = new Outcome.Later("no room");
    Outcome partly = new Outcome.Partly(List.of(new Outcome.Taken(1, "a")), 2, later);

    for (Outcome outcome : List.of(later, partly)) {
      Verdict verdict = verdict("wait", 3, null, outcome);
      assertThat(verdict.state()).isEqualTo(MessageState.RETRYING);
      assertThat(verdict.dueAt()).isEqualTo(NOW);
      assertThat(verdict.changes().get(0).tries()).isEqualTo(2);
    }
  }

  @Test
  void takesNoAttemptFromWhoseProviderIsAwayUntilThatLimit() {
    Outcome away = Outcome.Retry.uncounted("no session", null);
    Outcome partly = new Outcome.Partly(List.of(new Outcome.Taken(1, "a")), 2, away);

    for (Outcome outcome : List.of(away, partly)) {
      Verdict verdict = verdict("wait", 3, null, outcome);
      assertThat(verdict.state()).isEqualTo(MessageState.RETRYING);
      assertThat(verdict.changes().get(0).tries()).isEqualTo(2);
      assertThat(verdict("wait", 5, null, outcome).state()).isEqualTo(MessageState.FAILED);
    }
    assertThat(verdict("wait", 1, NOW.plusMillis(1), away).state()).isEqualTo(MessageState.EXPIRED);
  }

  @Test
  void waitsLongerEachTimeAlsoForWhatDoesNotCount() {
    Outcome away = Outcome.Retry.uncounted("no session", null);

    assertThat(verdict("wait", 4, null, away).dueAt())
        .isBetween(NOW.plusMillis(6400), NOW.plusMillis(9600));
  }

  @Test
  void failsWhenTheAttemptsOfItsCodeAreUsedUp() {
    Outcome twice = new Outcome.Retry("busy", null, 2, true);

    assertThat(verdict("wait", 1, null, twice).state()).isEqualTo(MessageState.RETRYING);
    assertThat(verdict("wait", 2, null, twice).state()).isEqualTo(MessageState.FAILED);
    assertThat(states(verdict("wait", 2, null, twice, RETRY)))
        .containsExactly(MessageState.FAILED, MessageState.RETRYING);
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

  @Test
  void submitsWhatWillBeReported() {
    Verdict verdict =
        Verdict.of(claim(1, null, 1, List.of()), reporting("sms"), List.of(ACCEPTED), NOW);

    assertThat(verdict.state()).isEqualTo(MessageState.SUBMITTED);
    assertThat(verdict.dueAt()).isNull();
  }

  @Test
  void matchesIdsInTheFormOfTheReport() {
    Verdict verdict =
        Verdict.of(
            claim(1, null, 1, List.of()),
            reporting("sms"),
            List.of(Outcome.Accepted.as("0F")),
            NOW);

    assertThat(verdict.changes().get(0).taken())
        .containsExactly(new Recording.TakenPart(1, "0F", "15"));
  }

  @Test
  void givesTheReasonOfTheStateThatItNames() {
    assertThat(verdict("wait", 1, null, REFUSED, UNKNOWN).detail()).isEqualTo("lost");
    assertThat(verdict("wait", 1, null, REFUSED, ACCEPTED).detail()).isNull();
    assertThat(verdict("wait", 1, null, REFUSED, RETRY).detail()).isEqualTo("busy");
  }

  @Test
  void leavesWhoseTurnDidNotComeForTheNextClaim() {
    Verdict verdict = verdict("wait", 3, null, ACCEPTED, new Outcome.Later("no time"));

    assertThat(verdict.state()).isEqualTo(MessageState.RETRYING);
    assertThat(verdict.dueAt()).isEqualTo(NOW);
    assertThat(verdict.changes()).extracting(change -> change.tries()).containsExactly(3, 2);
  }

  @Test
  void backsOffForAllWhenOneIsToBeRetried() {
    Verdict verdict = verdict("wait", 1, null, RETRY, new Outcome.Later("no time"));

    assertThat(verdict.dueAt()).isAfter(NOW);
  }

  @Test
  void keepsThePartsOfATextThatBrokeOff() {
    Outcome partly = new Outcome.Partly(List.of(new Outcome.Taken(1, "a")), 3, RETRY);

    Recording.RecipientChange change = verdict("wait", 1, null, partly).changes().get(0);

    assertThat(change.state()).isEqualTo(MessageState.RETRYING);
    assertThat(change.parts()).isEqualTo(3);
    assertThat(change.taken()).containsExactly(new Recording.TakenPart(1, "a", "a"));
  }

  @Test
  void countsTriesOfEachRecipient() {
    Claim claim =
        new Claim(
            Claim.Kind.SEND,
            UUID.randomUUID(),
            UUID.randomUUID(),
            NOW.plusSeconds(30),
            7,
            "m",
            "correlation",
            "sender",
            "dummy",
            "text",
            null,
            null,
            List.of(
                new Claim.Waiting(0, "new", 0, Set.of()), new Claim.Waiting(1, "old", 2, Set.of())),
            List.of());

    Verdict verdict = Verdict.of(claim, provider("wait"), List.of(RETRY, RETRY), NOW);

    assertThat(states(verdict)).containsExactly(MessageState.RETRYING, MessageState.FAILED);
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
        "sms",
        "text",
        null,
        validUntil,
        IntStream.range(0, waiting)
            .mapToObj(i -> new Claim.Waiting(i, "r" + i, attempt - 1, Set.of()))
            .toList(),
        settled);
  }

  /** A provider that reports on that type. */
  private static Provider reporting(String type) {
    ProviderCard card = card();
    card.setTypes(type);
    card.setReports(Map.of("idForm", "hex-then-decimal"));
    card.setReportCodes(Map.of("other", "in-transit"));
    return Provider.of("test", card);
  }

  private static Provider provider(String unknown) {
    ProviderCard card = card();
    card.setUnknown(unknown);
    return Provider.of("test", card);
  }

  private static ProviderCard card() {
    ProviderCard card = new ProviderCard();
    card.setChannel("test");
    card.setTypes("dummy");
    card.setStatusCodes(Map.of("other", "accepted"));
    card.setRetry(
        Map.of("maxAttempts", "3", "maxUncounted", "5", "firstDelay", "1s", "maxDelay", "1m"));
    return card;
  }
}
