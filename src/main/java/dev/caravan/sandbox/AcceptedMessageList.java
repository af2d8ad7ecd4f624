package dev.caravan.sandbox;

import dev.caravan.sandbox.AcceptedMessages.AcceptedMessage;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Shows {@link AcceptedMessages}. */
@Sandbox
class AcceptedMessageList {
  private final AcceptedMessages accepted;

  AcceptedMessageList(AcceptedMessages accepted) {
    this.accepted = accepted;
  }

  /** The messages found, the newest first. */
  record Items(List<AcceptedMessage> items) {}

  @GetMapping("/sandbox/messages")
  Items list(
      @RequestParam(defaultValue = "") String provider,
      @RequestParam(defaultValue = "") String text) {
    return new Items(accepted.find(provider, text));
  }
}
