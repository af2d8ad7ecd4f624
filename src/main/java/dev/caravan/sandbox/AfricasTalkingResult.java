package dev.caravan.sandbox;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * What Africa's Talking answers for one number.
 *
 * @param messageId "None" for a refusal
 */
record AfricasTalkingResult(String number, int statusCode, String status, String messageId) {
  private static final int SENT = 101;

  /** The provider's names for its codes; those up to 102 are accepted. */
  private static final Map<Integer, String> REFUSALS =
      Map.ofEntries(
          Map.entry(401, "RiskHold"),
          Map.entry(402, "InvalidSenderId"),
          Map.entry(403, "InvalidPhoneNumber"),
          Map.entry(404, "UnsupportedNumberType"),
          Map.entry(405, "InsufficientBalance"),
          Map.entry(406, "UserInBlacklist"),
          Map.entry(407, "CouldNotRoute"),
          Map.entry(409, "DoNotDisturbRejection"),
          Map.entry(500, "InternalServerError"),
          Map.entry(501, "GatewayError"),
          Map.entry(502, "RejectedByGateway"));

  /** What this number asks for; accepted unless it is magic. */
  static AfricasTalkingResult of(String number, Subscriber subscriber) {
    int code = subscriber.group() == Subscriber.RESULT ? subscriber.code() : SENT;
    return REFUSALS.containsKey(code)
        ? refused(number, code)
        : accepted(number, code >= 100 && code <= 102 ? code : SENT);
  }

  static AfricasTalkingResult refused(String number, int code) {
    return new AfricasTalkingResult(number, code, REFUSALS.get(code), "None");
  }

  private static AfricasTalkingResult accepted(String number, int code) {
    String id = "ATXid_" + UUID.randomUUID().toString().replace("-", "");
    return new AfricasTalkingResult(number, code, "Success", id);
  }

  boolean isAccepted() {
    return statusCode <= 102;
  }

  /** One entry of {@code Recipients}. */
  Map<String, Object> entry() {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("statusCode", statusCode);
    entry.put("number", number);
    entry.put("status", status);
    entry.put("cost", isAccepted() ? "KES 0.8000" : "0");
    entry.put("messageId", messageId);
    return entry;
  }
}
