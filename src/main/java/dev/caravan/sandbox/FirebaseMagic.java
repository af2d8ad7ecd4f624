package dev.caravan.sandbox;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The registration tokens for which the stand-in for Firebase answers something else. */
final class FirebaseMagic {
  static final String EXPIRED_ACCESS_TOKEN = "magic-expired-access-token";

  private static final Map<String, Supplier<Reply>> REPLIES =
      Map.ofEntries(
          Map.entry(
              "magic-invalid-token",
              () ->
                  fcm(
                      400,
                      "INVALID_ARGUMENT",
                      "The registration token is not a valid FCM registration token",
                      "INVALID_ARGUMENT")),
          Map.entry(
              "magic-unregistered",
              () -> fcm(404, "NOT_FOUND", "Requested entity was not found.", "UNREGISTERED")),
          Map.entry(
              "magic-sender-id-mismatch",
              () -> fcm(403, "PERMISSION_DENIED", "SenderId mismatch", "SENDER_ID_MISMATCH")),
          Map.entry("magic-third-party-auth", () -> thirdParty("THIRD_PARTY_AUTH_ERROR")),
          Map.entry("magic-apns-auth", () -> thirdParty("APNS_AUTH_ERROR")),
          Map.entry("magic-quota-exceeded", () -> quotaExceeded().retryAfter(2)),
          Map.entry("magic-quota-exceeded-no-retry-after", FirebaseMagic::quotaExceeded),
          Map.entry("magic-unavailable", () -> unavailable().retryAfter(2)),
          Map.entry(
              "magic-internal",
              () -> fcm(500, "INTERNAL", "Internal error encountered.", "INTERNAL")),
          Map.entry(
              "magic-unspecified",
              () -> fcm(500, "UNKNOWN", "Unknown error.", "UNSPECIFIED_ERROR")),
          Map.entry(
              "magic-no-details",
              () ->
                  FirebaseError.of(
                      400, "INVALID_ARGUMENT", "Request contains an invalid argument.", List.of())),
          Map.entry(
              "magic-permission-denied",
              () ->
                  FirebaseError.of(
                      403, "PERMISSION_DENIED", "The caller does not have permission", List.of())),
          Map.entry("magic-bad-gateway", () -> Reply.html(502, "Bad Gateway")),
          Map.entry("magic-html", () -> Reply.html(200, "Welcome")),
          Map.entry("magic-time-out", () -> Reply.SILENCE),
          Map.entry("magic-reset", () -> Reply.CUT));

  private static final Map<String, Supplier<Reply>> FIRST_REPLIES =
      Map.of(
          "magic-first-unavailable",
          FirebaseMagic::unavailable,
          "magic-first-quota-exceeded",
          () -> quotaExceeded().retryAfter(2));

  private FirebaseMagic() {}

  /** The answer for this token, or null where it is an ordinary one. */
  static Reply replyTo(String token) {
    Supplier<Reply> reply = REPLIES.get(token);
    return reply == null ? null : reply.get();
  }

  /** The answer to the first try of this token, or null where that is as any other. */
  static Reply firstReplyTo(String token) {
    Supplier<Reply> reply = FIRST_REPLIES.get(token);
    return reply == null ? null : reply.get();
  }

  static Reply unavailable() {
    return fcm(503, "UNAVAILABLE", "The service is currently unavailable.", "UNAVAILABLE");
  }

  private static Reply quotaExceeded() {
    return FirebaseError.of(
        429,
        "RESOURCE_EXHAUSTED",
        "Quota exceeded.",
        // Clients must look for the type; the place says nothing.
        List.of(FirebaseError.quotaFailure(), FirebaseError.fcmError("QUOTA_EXCEEDED")));
  }

  private static Reply thirdParty(String errorCode) {
    return fcm(401, "UNAUTHENTICATED", "Auth error from APNS or Web Push Service", errorCode);
  }

  private static Reply fcm(int code, String status, String message, String errorCode) {
    return FirebaseError.of(code, status, message, List.of(FirebaseError.fcmError(errorCode)));
  }
}
