package dev.caravan.sandbox;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;

/**
 * Firebase Cloud Messaging, HTTP v1: accepts a message for any target but the magic tokens
 * (docs/stand-ins.md), from whoever has an access token of {@link GoogleTokenStandIn}.
 */
@Sandbox
class FirebaseStandIn {
  private static final String BEARER = "Bearer ";

  private final AccessTokens tokens;
  private final AcceptedMessages messages;
  private final Behaviours behaviours;
  private final Replies replies;
  private final FirstTries tries = new FirstTries();

  FirebaseStandIn(
      AccessTokens tokens, AcceptedMessages messages, Behaviours behaviours, Replies replies) {
    this.tokens = tokens;
    this.messages = messages;
    this.behaviours = behaviours;
    this.replies = replies;
  }

  @PostMapping(
      path = "/sandbox/fcm/v1/projects/{project}/messages:send",
      consumes = MediaType.APPLICATION_JSON_VALUE)
  void send(
      @PathVariable String project,
      @RequestHeader(name = "Authorization", defaultValue = "") String authorization,
      @RequestBody byte[] body,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    Behaviour behaviour = behaviours.of(StandIn.FIREBASE);
    String accessToken =
        authorization.startsWith(BEARER) ? authorization.substring(BEARER.length()) : "";
    Reply reply =
        behaviour.failsNow() ? FirebaseMagic.unavailable() : answer(project, accessToken, body);
    replies.give(reply, behaviour.latency(), request, response);
  }

  private Reply answer(String project, String accessToken, byte[] body) {
    if (!tokens.isValid(accessToken)) {
      return FirebaseError.unauthenticated();
    }
    if (!project.equals(ServiceAccount.PROJECT)) {
      return FirebaseError.of(404, "NOT_FOUND", "Requested entity was not found.", List.of());
    }
    FirebaseRequest message = FirebaseRequest.read(body);
    if (message.fault() != null) {
      return message.fault();
    }
    Reply refusal = refusal(message, accessToken);
    if (refusal != null && refusal.kind() == Reply.Kind.ANSWER) {
      return refusal;
    }
    String id = message.validateOnly() ? "fake_message_id" : UUID.randomUUID().toString();
    String name = "projects/%s/messages/%s".formatted(project, id);
    messages.add(StandIn.FIREBASE, message.target(), message.text(), name);
    return refusal == null ? Reply.json(200, Map.of("name", name)) : refusal;
  }

  private Reply refusal(FirebaseRequest message, String accessToken) {
    String target = message.target();
    Reply first = FirebaseMagic.firstReplyTo(target);
    if (first != null) {
      return tries.isFirst(target, message.text()) ? first : null;
    }
    if (target.equals(FirebaseMagic.EXPIRED_ACCESS_TOKEN)) {
      if (tries.isFirst(target, message.text())) {
        // Asking again with the same one must not help.
        tokens.expire(accessToken);
        return FirebaseError.unauthenticated();
      }
      return null;
    }
    return FirebaseMagic.replyTo(target);
  }
}
