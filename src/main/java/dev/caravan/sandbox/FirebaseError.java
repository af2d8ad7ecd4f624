package dev.caravan.sandbox;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The envelope in which Google's services answer errors. */
final class FirebaseError {
  private static final String TYPE = "@type";

  private FirebaseError() {}

  /** With these {@code details}; with no member of that name when there are none. */
  static Reply of(int code, String status, String message, List<Map<String, Object>> details) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("code", code);
    error.put("message", message);
    error.put("status", status);
    if (!details.isEmpty()) {
      error.put("details", details);
    }
    return Reply.json(code, Map.of("error", error));
  }

  /** A request that is not as it should be. */
  static Reply badRequest(String field, String description) {
    return of(
        400,
        "INVALID_ARGUMENT",
        description,
        List.of(badRequestDetail(Map.of("field", field, "description", description))));
  }

  static Reply unauthenticated() {
    return of(
        401,
        "UNAUTHENTICATED",
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login"
            + " cookie or other valid authentication credential.",
        List.of());
  }

  /** The detail that says what became of a message. */
  static Map<String, Object> fcmError(String errorCode) {
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put(TYPE, "type.googleapis.com/google.firebase.fcm.v1.FcmError");
    detail.put("errorCode", errorCode);
    return detail;
  }

  static Map<String, Object> quotaFailure() {
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put(TYPE, "type.googleapis.com/google.rpc.QuotaFailure");
    detail.put(
        "violations",
        List.of(Map.of("subject", "project:stand-in", "description", "messages per minute")));
    return detail;
  }

  private static Map<String, Object> badRequestDetail(Map<String, String> violation) {
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put(TYPE, "type.googleapis.com/google.rpc.BadRequest");
    detail.put("fieldViolations", List.of(violation));
    return detail;
  }
}
