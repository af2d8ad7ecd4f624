package dev.caravan.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.RequestJson;
import dev.caravan.RunningCaravan;
import dev.caravan.sandbox.AcceptedMessages;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * What holds for every provider file, in a whole service that calls the provider's stand-in: what
 * befalls a message comes out as the file's outcome, and the provider took it once or not at all.
 * All messages are sent before the first is looked at, so that their waits run side by side.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ProviderContract {
  static final Duration SOON = Duration.ofSeconds(40);

  /** What can befall a message. */
  enum Fate {
    ACCEPTED,
    REFUSED,
    FAULT,
    TIME_OUT,
    MALFORMED,
    PARTLY,
    EARLY_REPORT,
    REPEATED_REPORT,
    /** May slow what is sent after it. */
    THROTTLED,
    /** May end a connection that others use, so it is sent alone. */
    RESET
  }

  @Autowired RunningCaravan caravan;
  @Autowired private AcceptedMessages accepted;

  private final Map<Fate, String> sent = new EnumMap<>(Fate.class);

  abstract String channel();

  abstract String type();

  /** The recipients that have each fate; with PARTLY, the first is accepted, the second refused. */
  abstract Map<Fate, List<String>> recipients();

  /** What cannot befall a message to this provider. */
  abstract Set<Fate> impossible();

  /** The state of a message whose answer was lost, as the file's {@code unknown} policy has it. */
  abstract String stateAfterALostAnswer();

  /** How long at least a throttled message waits: what the provider asked for, or the backoff. */
  abstract Duration waitWhenThrottled();

  /** How long at most it waits before the next attempt. */
  abstract Duration longestWaitWhenThrottled();

  /** How many times the provider took a message with this text. */
  int taken(String messageId) {
    return accepted.find(channel(), messageId).size();
  }

  @BeforeAll
  void sendAll() {
    fates().filter(fate -> fate != Fate.RESET).forEach(this::send);
  }

  Stream<Fate> fates() {
    return Stream.of(Fate.values()).filter(recipients()::containsKey);
  }

  @Test
  void leavesNoFateOut() {
    assertThat(impossible()).doesNotContainAnyElementsOf(recipients().keySet());
    assertThat(Stream.concat(recipients().keySet().stream(), impossible().stream()))
        .containsExactlyInAnyOrder(Fate.values());
  }

  @ParameterizedTest
  @MethodSource("fates")
  void tells(Fate fate) {
    String id = sent.computeIfAbsent(fate, this::send);
    switch (fate) {
      case ACCEPTED -> {
        awaitState(id, "delivered");
        assertThat(outcomes(id)).containsExactly("accepted");
        assertThat(taken(id)).isEqualTo(1);
        assertThat(callbacks(id)).containsExactly("delivered");
      }
      case REFUSED -> {
        awaitState(id, "failed");
        assertThat(outcomes(id)).containsExactly("refused");
        assertThat(message(id).path("recipients").path(0).path("reason").asText()).isNotBlank();
        assertThat(taken(id)).isZero();
        assertThat(callbacks(id)).containsExactly("failed");
      }
      case THROTTLED -> {
        awaitState(id, "delivered");
        assertThat(outcomes(id)).containsExactly("retry", "accepted");
        assertThat(betweenFirstTwoAttempts(id))
            .isBetween(waitWhenThrottled(), longestWaitWhenThrottled());
        assertThat(taken(id)).isEqualTo(1);
      }
      case FAULT -> {
        awaitState(id, "delivered");
        assertThat(outcomes(id)).containsExactly("retry", "accepted");
        assertThat(taken(id)).isEqualTo(1);
      }
      case TIME_OUT, RESET -> {
        awaitState(id, stateAfterALostAnswer());
        assertThat(taken(id)).isBetween(1, attemptsAfterALostAnswer(id));
      }
      case MALFORMED -> {
        awaitState(id, stateAfterALostAnswer());
        attemptsAfterALostAnswer(id);
        assertThat(taken(id)).isZero();
      }
      case PARTLY -> {
        awaitState(id, "partially_delivered");
        assertThat(message(id).path("recipients").findValuesAsText("state"))
            .containsExactly("delivered", "failed");
        assertThat(taken(id)).isEqualTo(1);
      }
      case EARLY_REPORT -> {
        awaitState(id, "delivered");
        assertThat(outcomes(id)).containsExactly("accepted");
        assertThat(callbacks(id)).containsExactly("delivered");
      }
      case REPEATED_REPORT -> {
        awaitState(id, "delivered");
        awaitRepeats();
        assertThat(callbacks(id)).containsExactly("delivered");
        assertThat(message(id).path("events").findValuesAsText("state"))
            .containsOnlyOnce("delivered");
      }
    }
  }

  /** Until the reports that came again were looked at. */
  void awaitRepeats() {
    throw new IllegalStateException("this provider reports nothing");
  }

  private String send(Fate fate) {
    RequestJson request = RequestJson.valid();
    String id = request.id();
    sent.put(fate, id);
    request
        .withText("channel", channel())
        .withText("messageType", type())
        .withText("message", "A message, " + id)
        .withText("callback", "https://client.example/" + id)
        .with(
            "recipients",
            recipients().get(fate).stream()
                .map(RequestJson::quoted)
                .collect(Collectors.joining(",", "[", "]")));
    assertThat(caravan.send(request.toString()).statusCode()).isEqualTo(202);
    return id;
  }

  private void awaitState(String id, String state) {
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(caravan.state(id)).as("%s", message(id)).isEqualTo(state));
  }

  private JsonNode message(String id) {
    return caravan.message(id);
  }

  /** Of the attempts in which the provider was asked; a turn that did not come is none. */
  private List<String> outcomes(String id) {
    return attempts(id).map(attempt -> attempt.path("outcome").asText()).toList();
  }

  private Stream<JsonNode> attempts(String id) {
    return StreamSupport.stream(message(id).path("attempts").spliterator(), false)
        .filter(attempt -> !attempt.path("outcome").asText().equals("later"));
  }

  /** How many there may have been by now; a second one only where the file sends again. */
  private int attemptsAfterALostAnswer(String id) {
    List<String> outcomes = outcomes(id);
    assertThat(outcomes).isNotEmpty().containsOnly("unknown");
    if (stateAfterALostAnswer().equals("unknown")) {
      assertThat(outcomes).hasSize(1);
      return 1;
    }
    return outcomes.size() + 1;
  }

  private List<String> callbacks(String id) {
    return message(id).path("callbacks").findValuesAsText("deliveryStatus");
  }

  private Duration betweenFirstTwoAttempts(String id) {
    List<Instant> startedAt =
        attempts(id).map(attempt -> Instant.parse(attempt.path("startedAt").asText())).toList();
    return Duration.between(startedAt.get(0), startedAt.get(1));
  }
}
