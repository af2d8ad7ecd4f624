package dev.caravan.sandbox;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.http.MediaType;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;

/**
 * Africa's Talking: accepts what is sent, and reports on it, unless a number asks for something
 * else (docs/stand-ins.md).
 */
@Sandbox
class AfricasTalkingStandIn {
  private static final List<String> REQUIRED = List.of("username", "to", "message");
  private static final int PROXY_PAGE = 2;
  private static final int NOT_IN_THE_ANSWER = 3;
  private static final int INVALID_SENDER = 4;
  private static final int LONG_ANSWER = 6;
  private static final int LONG = 1024 * 1024;

  private final AfricasTalkingReports reports;
  private final AcceptedMessages messages;
  private final Behaviours behaviours;
  private final Replies replies;
  private final FirstTries tries = new FirstTries();

  AfricasTalkingStandIn(
      AfricasTalkingReports reports,
      AcceptedMessages messages,
      Behaviours behaviours,
      Replies replies) {
    this.reports = reports;
    this.messages = messages;
    this.behaviours = behaviours;
    this.replies = replies;
  }

  /** A number as it was written, and what it is. */
  private record Recipient(String number, Subscriber subscriber) {
    boolean asksFor(int requestCode) {
      return subscriber.is(Subscriber.REQUEST, requestCode);
    }
  }

  @PostMapping(
      path = "/sandbox/africas-talking/version1/messaging",
      consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
  void send(
      @RequestHeader(name = "apiKey", defaultValue = "") String apiKey,
      @RequestBody MultiValueMap<String, String> form,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    Behaviour behaviour = behaviours.of(StandIn.AFRICAS_TALKING);
    Reply reply =
        behaviour.failsNow()
            ? Reply.text(503, "Service Unavailable")
            : answer(apiKey, form.toSingleValueMap(), behaviour.latency());
    replies.give(reply, behaviour.latency(), request, response);
  }

  private Reply answer(String apiKey, Map<String, String> form, Duration latency) {
    if (apiKey.isEmpty() || apiKey.equals("bad")) {
      return Reply.text(401, "The supplied authentication is invalid");
    }
    for (String field : REQUIRED) {
      if (form.getOrDefault(field, "").isEmpty()) {
        return Reply.text(400, "Request is missing required form field '%s'".formatted(field));
      }
    }
    List<Recipient> recipients =
        Stream.of(form.get("to").split(","))
            .map(String::strip)
            .map(number -> new Recipient(number, Subscriber.of(number)))
            .toList();
    if ("BAD".equals(form.get("from"))) {
      return refusal("InvalidSenderId");
    }
    String text = form.get("message");
    return recipients.stream()
        .filter(each -> each.subscriber().group() == Subscriber.REQUEST)
        .map(each -> refusal(each.subscriber(), text))
        .filter(refusal -> refusal != null)
        .findFirst()
        .orElseGet(() -> accept(recipients, text, latency));
  }

  /** The answer for all, where this number asks for one before anything is accepted; or null. */
  private Reply refusal(Subscriber subscriber, String text) {
    int code = subscriber.code();
    return switch (code) {
      case PROXY_PAGE -> Reply.html(200, "Welcome");
      case INVALID_SENDER -> refusal("InvalidSenderId");
      case Subscriber.FAILS_FIRST ->
          tries.isFirst(subscriber.e164(), text) ? Reply.text(503, "Service Unavailable") : null;
      case Subscriber.THROTTLED_FIRST -> tries.isFirst(subscriber.e164(), text) ? tooMany(8) : null;
      case 400 -> Reply.text(400, "The request content was malformed");
      case 401 -> Reply.text(401, "The supplied authentication is invalid");
      case 409 ->
          document(
              409,
              "Sent to 0/1 Total Cost: 0",
              List.of(AfricasTalkingResult.refused(subscriber.e164(), 409)));
      case 429 -> tooMany(2);
      case 500 -> Reply.html(500, "Internal Server Error");
      case 503 -> Reply.text(503, "Service Unavailable");
      default -> null;
    };
  }

  private static Reply tooMany(int retryAfter) {
    return Reply.text(429, "Too Many Requests").retryAfter(retryAfter);
  }

  private static Reply refusal(String reason) {
    return document(201, reason, List.of());
  }

  private Reply accept(List<Recipient> recipients, String text, Duration latency) {
    List<AfricasTalkingResult> results =
        recipients.stream()
            .map(each -> AfricasTalkingResult.of(each.number(), each.subscriber()))
            .toList();
    for (int i = 0; i < results.size(); i++) {
      AfricasTalkingResult result = results.get(i);
      if (result.isAccepted()) {
        Subscriber subscriber = recipients.get(i).subscriber();
        messages.add(StandIn.AFRICAS_TALKING, subscriber.e164(), text, result.messageId());
        reports.send(subscriber, result.messageId(), latency);
      }
    }
    if (recipients.stream().anyMatch(each -> each.asksFor(Subscriber.SILENCE))) {
      return Reply.SILENCE;
    }
    if (recipients.stream().anyMatch(each -> each.asksFor(Subscriber.CUT))) {
      return Reply.CUT;
    }
    String padding =
        recipients.stream().anyMatch(each -> each.asksFor(LONG_ANSWER)) ? " ".repeat(LONG) : "";
    List<AfricasTalkingResult> named =
        results.stream()
            .filter(
                result -> !Subscriber.of(result.number()).is(Subscriber.REQUEST, NOT_IN_THE_ANSWER))
            .toList();
    return document(201, summary(results) + padding, named);
  }

  private static String summary(List<AfricasTalkingResult> results) {
    long sent = results.stream().filter(AfricasTalkingResult::isAccepted).count();
    return "Sent to %d/%d Total Cost: ".formatted(sent, results.size())
        + (sent == 0 ? "0" : String.format(Locale.ROOT, "KES %.4f", sent * 0.8));
  }

  private static Reply document(int status, String message, List<AfricasTalkingResult> results) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("Message", message);
    data.put("Recipients", results.stream().map(AfricasTalkingResult::entry).toList());
    return Reply.json(status, Map.of("SMSMessageData", data));
  }
}
