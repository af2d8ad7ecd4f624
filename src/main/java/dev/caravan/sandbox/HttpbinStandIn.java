package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;

/**
 * Answers a post of a form or of JSON as httpbin's {@code /post} does: with what it was sent;
 * unless a recipient asks for something else (docs/stand-ins.md).
 */
@Sandbox
class HttpbinStandIn {
  private static final String POST = "/sandbox/httpbin/post";
  private static final Pattern STATUS = Pattern.compile("(status|first)-([3-5]\\d\\d)");

  private final AcceptedMessages messages;
  private final Behaviours behaviours;
  private final Replies replies;
  private final FirstTries tries = new FirstTries();

  HttpbinStandIn(AcceptedMessages messages, Behaviours behaviours, Replies replies) {
    this.messages = messages;
    this.behaviours = behaviours;
    this.replies = replies;
  }

  @PostMapping(path = POST, consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
  void postForm(
      @RequestBody MultiValueMap<String, String> form,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    List<String> recipients = form.getOrDefault("recipients", List.of());
    String text = form.toSingleValueMap().getOrDefault("message", "");
    answer(recipients, text, document(request, "", single(form), null), request, response);
  }

  @PostMapping(path = POST, consumes = MediaType.APPLICATION_JSON_VALUE)
  void postJson(
      @RequestBody JsonNode json, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    List<String> recipients =
        StreamSupport.stream(json.path("recipients").spliterator(), false)
            .map(JsonNode::asText)
            .toList();
    String text = json.path("message").asText(json.path("text").asText());
    Map<String, Object> document = document(request, json.toString(), Map.of(), json);
    answer(recipients, text, document, request, response);
  }

  private void answer(
      List<String> recipients,
      String text,
      Map<String, Object> document,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    Behaviour behaviour = behaviours.of(StandIn.HTTPBIN);
    Reply reply = behaviour.failsNow() ? status(503) : refusal(recipients, text);
    if (reply == null || reply.kind() != Reply.Kind.ANSWER) {
      recipients.forEach(each -> messages.add(StandIn.HTTPBIN, each, text, null));
    }
    Reply given = reply == null ? Reply.json(200, document) : reply;
    replies.give(given, behaviour.latency(), request, response);
  }

  /** What the first recipient that asks for something asks for, or null. */
  private Reply refusal(List<String> recipients, String text) {
    for (String recipient : recipients) {
      Matcher status = STATUS.matcher(recipient);
      if (recipient.equals("time-out")) {
        return Reply.SILENCE;
      } else if (recipient.equals("reset")) {
        return Reply.CUT;
      } else if (recipient.equals("html")) {
        return Reply.html(200, "Welcome");
      } else if (status.matches()
          && (status.group(1).equals("status") || tries.isFirst(recipient, text))) {
        return status(Integer.parseInt(status.group(2)));
      }
    }
    return null;
  }

  private static Reply status(int status) {
    HttpStatus known = HttpStatus.resolve(status);
    Reply reply = Reply.text(status, known == null ? "" : known.getReasonPhrase());
    return status == 429 ? reply.retryAfter(3) : reply;
  }

  private static Map<String, Object> document(
      HttpServletRequest request, String data, Map<String, Object> form, JsonNode json) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("args", Map.of());
    answer.put("data", data);
    answer.put("files", Map.of());
    answer.put("form", form);
    answer.put("headers", headers(request));
    answer.put("json", json);
    answer.put("origin", request.getRemoteAddr());
    answer.put("url", request.getRequestURL().toString());
    return answer;
  }

  /** One value is a text, several are a list. */
  private static Map<String, Object> single(MultiValueMap<String, String> form) {
    Map<String, Object> fields = new LinkedHashMap<>();
    form.forEach(
        (name, values) ->
            fields.put(name, values.size() == 1 ? values.get(0) : List.copyOf(values)));
    return fields;
  }

  private static Map<String, String> headers(HttpServletRequest request) {
    Map<String, String> headers = new TreeMap<>();
    Collections.list(request.getHeaderNames())
        .forEach(name -> headers.put(name, request.getHeader(name)));
    return headers;
  }
}
