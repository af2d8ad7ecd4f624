package dev.caravan.sandbox;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;

/** Accepts every number, as Africa's Talking's own sandbox account does. */
@Sandbox
class AfricasTalkingStandIn {
  @PostMapping(
      path = "/sandbox/africas-talking/version1/messaging",
      consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
  ResponseEntity<Object> send(
      @RequestHeader(name = "apiKey", defaultValue = "") String apiKey,
      @RequestBody MultiValueMap<String, String> form) {
    if (apiKey.isEmpty()) {
      return text(HttpStatus.UNAUTHORIZED, "The supplied authentication is invalid");
    }
    for (String field : List.of("username", "to", "message")) {
      if (!form.containsKey(field)) {
        return text(
            HttpStatus.BAD_REQUEST, "Request is missing required form field '%s'".formatted(field));
      }
    }
    List<Map<String, Object>> recipients =
        Stream.of(form.getFirst("to").split(",")).map(AfricasTalkingStandIn::accepted).toList();
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("Message", summary(recipients.size()));
    data.put("Recipients", recipients);
    return ResponseEntity.status(HttpStatus.CREATED)
        .contentType(MediaType.APPLICATION_JSON)
        .body(Map.of("SMSMessageData", data));
  }

  private static String summary(int sent) {
    return "Sent to %d/%d Total Cost: KES %.4f".formatted(sent, sent, sent * 0.8);
  }

  private static Map<String, Object> accepted(String number) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("statusCode", 101);
    entry.put("number", number);
    entry.put("status", "Success");
    entry.put("cost", "KES 0.8000");
    entry.put("messageId", "ATXid_" + UUID.randomUUID().toString().replace("-", ""));
    return entry;
  }

  private static ResponseEntity<Object> text(HttpStatus status, String text) {
    return ResponseEntity.status(status).contentType(MediaType.TEXT_PLAIN).body(text);
  }
}
