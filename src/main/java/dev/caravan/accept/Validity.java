package dev.caravan.accept;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import org.springframework.stereotype.Component;

/** Reads the times between which a message may be sent: RFC 3339, with an offset. */
@Component
class Validity {
  private final AcceptProperties limits;
  private final Clock clock;

  Validity(AcceptProperties limits, Clock clock) {
    this.limits = limits;
    this.clock = clock;
  }

  /** When to send; null for at once, which is also what a time that has passed means. */
  Instant sendAt(JsonNode value, Violations violations) {
    Instant sendAt = read("sendAt", value, violations);
    return sendAt == null || sendAt.isAfter(clock.instant()) ? sendAt : null;
  }

  /** After which the message must not be sent any more; null for never. */
  Instant validUntil(JsonNode value, Instant sendAt, Violations violations) {
    Instant validUntil = read("validUntil", value, violations);
    Instant earliest = sendAt == null ? clock.instant() : sendAt;
    if (validUntil != null && !validUntil.isAfter(earliest)) {
      violations.add("validUntil", "Ensure this time lies in the future and after sendAt.");
    }
    return validUntil;
  }

  private Instant read(String field, JsonNode value, Violations violations) {
    if (value == null || value.isNull()) {
      return null;
    }
    Instant at = null;
    try {
      at = value.isTextual() ? OffsetDateTime.parse(value.textValue()).toInstant() : null;
    } catch (DateTimeParseException e) {
      // Told below, like a value that is no text.
    }
    if (at == null) {
      violations.add(
          field, "Enter a valid date and time with an offset, such as 2030-01-31T08:00:00Z.");
    } else if (at.isAfter(clock.instant().plus(limits.maxDelay()))) {
      violations.add(
          field,
          "Ensure this time is no more than %d days ahead.".formatted(limits.maxDelay().toDays()));
      return null;
    }
    return at;
  }
}
