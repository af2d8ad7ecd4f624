package dev.caravan.channel;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.apache.camel.Exchange;

/**
 * The bean {@code fcm}: finds the code in an answer of Firebase Cloud Messaging, whose HTTP status
 * says less. The codes are those of {@code google.firebase.fcm.v1.FcmError}, the statuses of {@code
 * google.rpc.Code} where there is none, and two of our own.
 */
public class FcmAnswers {
  private static final String FCM_ERROR = "type.googleapis.com/google.firebase.fcm.v1.FcmError";
  private static final String UNAUTHENTICATED = "UNAUTHENTICATED";
  private static final String INVALID_ARGUMENT = "INVALID_ARGUMENT";

  /** Ours: of the two meanings of INVALID_ARGUMENT, the one that is the token's fault. */
  private static final String INVALID_TOKEN = "INVALID_TOKEN";

  /** Ours: no such project; FCM's own NOT_FOUND would read like a dead token. */
  private static final String NO_PROJECT = "NO_PROJECT";

  private final HttpAnswers answers;
  private final GoogleTokens tokens;

  public FcmAnswers(HttpAnswers answers, GoogleTokens tokens) {
    this.answers = answers;
    this.tokens = tokens;
  }

  /** The code, for the variable {@code answer.code}; null in an answer that is no error. */
  public String code(Exchange exchange) throws IOException {
    JsonNode error = answers.read(exchange).body().path("error");
    String code = error.isObject() ? codeOf(error) : null;
    boolean unexplained = code == null && HttpAnswers.status(exchange).equals("401");
    if (unexplained || UNAUTHENTICATED.equals(code)) {
      tokens.forget(exchange);
      return UNAUTHENTICATED;
    }
    return code;
  }

  private static String codeOf(JsonNode error) {
    for (JsonNode detail : error.path("details")) {
      if (detail.path("@type").asText().equals(FCM_ERROR)) {
        String code = detail.path("errorCode").asText();
        boolean tokenAtFault =
            code.equals(INVALID_ARGUMENT)
                && error.path("message").asText().contains("registration token");
        return tokenAtFault ? INVALID_TOKEN : code;
      }
    }
    String status = error.path("status").asText();
    return status.equals("NOT_FOUND") ? NO_PROJECT : status;
  }
}
