package dev.caravan.accept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.web.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValidityTest {
  private static final Instant NOW = Instant.parse("2030-01-31T08:00:00Z");

  private final Violations violations = new Violations();
  private final Validity validity =
      new Validity(
          new AcceptProperties(200, 10, 64, Duration.ofDays(30), Set.of("https")),
          Clock.fixed(NOW, ZoneOffset.UTC));

  @ParameterizedTest
  @CsvSource({
    "2030-01-31T08:00:01Z, 2030-01-31T08:00:01Z",
    "2030-01-31T12:00:00+03:00, 2030-01-31T09:00:00Z",
    "2030-03-02T08:00:00Z, 2030-03-02T08:00:00Z",
  })
  void readsTimesWithinTheLimit(String text, Instant expected) {
    assertThat(validity.sendAt(text(text), violations)).isEqualTo(expected);
    assertThat(validity.validUntil(text(text), null, violations)).isEqualTo(expected);
    assertThatCode(violations::throwIfAny).doesNotThrowAnyException();
  }

  @Test
  void sendsAtOnceWhenThatTimeHasPassedOrIsNotGiven() {
    assertThat(validity.sendAt(text("2030-01-31T07:59:59Z"), violations)).isNull();
    assertThat(validity.sendAt(null, violations)).isNull();
    assertThatCode(violations::throwIfAny).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2030-03-02T08:00:01Z",
        "9999-12-31T23:59:59Z",
        "10000-01-01T00:00:00Z",
        "+10000-01-01T00:00:00Z",
        "2030-02-30T08:00:00Z",
        "2030-02-01T08:00:00",
        "2030-02-01T08:00:00[Europe/Berlin]",
        "2030-02-01T08:00:00+01:00[Europe/Berlin]",
        "2030-02-01T08:00:00+25:00",
        "2030-02-01",
        "tomorrow",
        "PT1H",
        "-1",
        "",
      })
  void refusesWhatIsNoTimeOrTooFarAhead(String text) {
    validity.sendAt(text(text), violations);

    assertThatThrownBy(violations::throwIfAny).isInstanceOf(Problem.class);
  }

  @Test
  void refusesNumbers() {
    validity.sendAt(IntNode.valueOf(-5), violations);

    assertThatThrownBy(violations::throwIfAny).isInstanceOf(Problem.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2030-01-31T08:00:00Z", "2029-01-01T00:00:00Z", "-0001-01-01T00:00:00Z"})
  void refusesAnEndThatHasPassed(String text) {
    validity.validUntil(text(text), null, violations);

    assertThatThrownBy(violations::throwIfAny).isInstanceOf(Problem.class);
  }

  @Test
  void refusesAnEndBeforeTheBeginning() {
    validity.validUntil(text("2030-02-01T08:00:00Z"), NOW.plus(Duration.ofDays(2)), violations);

    assertThatThrownBy(violations::throwIfAny).isInstanceOf(Problem.class);
  }

  private static JsonNode text(String text) {
    return new TextNode(text);
  }
}
