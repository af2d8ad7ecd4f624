package dev.caravan.accept;

import dev.caravan.message.Channels;
import dev.caravan.message.Inbound;
import dev.caravan.message.Lane;
import dev.caravan.message.MessageIntake;
import dev.caravan.message.MessageState;
import dev.caravan.message.NewMessage;
import dev.caravan.message.SendRequest;
import dev.caravan.message.TimeOrderedId;
import dev.caravan.web.Problem;
import dev.caravan.web.ProblemCode;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Takes a message in: what is returned without a problem is committed and will be sent. */
@Component
class Acceptance {
  private final RequestReader reader;
  private final Channels channels;
  private final MessageIntake intake;
  private final Clock clock;

  Acceptance(RequestReader reader, Channels channels, MessageIntake intake, Clock clock) {
    this.reader = reader;
    this.channels = channels;
    this.intake = intake;
    this.clock = clock;
  }

  /**
   * The request in an inbound body.
   *
   * @throws Problem when the body or a field is not good
   */
  SendRequest read(Inbound inbound) {
    return reader.read(inbound.body());
  }

  /**
   * Stores the message as routed.
   *
   * @throws Problem {@code unsupported-pair}, {@code channel-off} or {@code duplicate-message};
   *     nothing is stored then
   */
  void store(Inbound inbound, SendRequest request, String channel, Lane lane) {
    String type = request.messageType();
    Channels.Offer offer = channels.find(channel).orElseThrow(() -> unsupported(channel, type));
    // First: which types an account carries may depend on the settings that are missing.
    if (offer.off() != null) {
      throw new Problem(
          ProblemCode.CHANNEL_OFF, "channel `%s` is off: %s".formatted(channel, offer.off()));
    }
    if (!offer.types().contains(type)) {
      throw unsupported(channel, type);
    }
    Instant now = clock.instant();
    boolean later = request.sendAt() != null;
    NewMessage message =
        new NewMessage(
            TimeOrderedId.at(now),
            inbound.client(),
            inbound.correlationId(),
            request,
            channel,
            offer.provider(),
            lane,
            later ? MessageState.SCHEDULED : MessageState.RECEIVED,
            now,
            later ? request.sendAt() : now);
    if (!intake.store(message)) {
      throw new Problem(
          ProblemCode.DUPLICATE_MESSAGE,
          "A message with messageId=`%s` has already been received".formatted(request.messageId()));
    }
  }

  private static Problem unsupported(String channel, String messageType) {
    // The seed says `details` here, and `detail` everywhere else.
    return new Problem(
        ProblemCode.UNSUPPORTED_PAIR,
        Map.of(
            "details",
            "channel `%s` and message type `%s` not supported".formatted(channel, messageType)));
  }
}
