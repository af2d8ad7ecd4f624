package dev.caravan.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.message.ClientMessages;
import dev.caravan.message.MessageState;
import dev.caravan.message.MessageView;
import dev.caravan.web.Problem;
import dev.caravan.web.ProblemCode;
import java.time.Clock;
import org.springframework.stereotype.Component;

/** Answers a client's questions about one message. */
@Component
class MessageQueries {
  private final ClientMessages messages;
  private final ObjectMapper json;
  private final Clock clock;

  MessageQueries(ClientMessages messages, ObjectMapper json, Clock clock) {
    this.messages = messages;
    this.json = json;
    this.clock = clock;
  }

  /** The message as JSON. */
  String show(String client, String messageId) {
    MessageView view = messages.find(client, messageId).orElseThrow(MessageQueries::notFound);
    try {
      return json.writeValueAsString(view);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a view holds only text, numbers and times", e);
    }
  }

  /** Withdraws the message, or says why that is too late. */
  void cancel(String client, String messageId) {
    MessageState state =
        messages.cancel(client, messageId, clock.instant()).orElseThrow(MessageQueries::notFound);
    if (state != MessageState.CANCELLED) {
      throw new Problem(
          ProblemCode.NOT_CANCELLABLE,
          "The message is %s and can no longer be cancelled.".formatted(state.wire()));
    }
  }

  private static Problem notFound() {
    return new Problem(ProblemCode.NOT_FOUND, "Not found.");
  }
}
