package dev.caravan.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.List;

/** One message as its client may see it; the names are the wire's. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MessageView(
    String messageId,
    String senderId,
    String messageType,
    String channel,
    String provider,
    String priority,
    String lane,
    String state,
    Instant createdAt,
    Instant updatedAt,
    Instant sendAt,
    Instant validUntil,
    List<Recipient> recipients,
    List<Event> events,
    List<Attempt> attempts,
    List<Callback> callbacks) {

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Recipient(
      String recipient, String state, List<String> providerMessageIds, String reason) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Event(Instant at, String state, String detail) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Attempt(
      int number,
      String provider,
      String outcome,
      String code,
      String detail,
      Instant startedAt,
      long durationMs,
      @JsonRawValue String exchanges) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Callback(
      String id,
      String deliveryStatus,
      String state,
      int attempts,
      Integer lastStatus,
      String lastError,
      Instant nextAttemptAt) {}
}
