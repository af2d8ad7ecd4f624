package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The signed JWT by which a service account asks for an access token. */
final class Assertion {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> SCOPES =
      List.of(
          "https://www.googleapis.com/auth/firebase.messaging",
          "https://www.googleapis.com/auth/cloud-platform");

  private Assertion() {}

  /** What is wrong with it, in Google's words. */
  record Fault(String error, String description) {}

  /**
   * Checks everything but the audience: clients put Google's own address there, wherever they send
   * it.
   */
  static Optional<Fault> check(String jwt, PublicKey key, Instant now) {
    try {
      String[] parts = jwt.split("\\.", -1);
      if (parts.length != 3 || !json(parts[0]).path("alg").asText().equals("RS256")) {
        return fault("invalid_grant", "Invalid JWT.");
      }
      JsonNode claims = json(parts[1]);
      if (!claims.path("iss").asText().equals(ServiceAccount.CLIENT_EMAIL)) {
        return fault("invalid_grant", "Invalid grant: account not found");
      }
      if (!isSigned(parts, key)) {
        return fault("invalid_grant", "Invalid JWT Signature.");
      }
      if (claims.path("exp").asLong() <= now.getEpochSecond()) {
        return fault(
            "invalid_grant",
            "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable"
                + " timeframe. Check your iat and exp values in the JWT claim.");
      }
      boolean mayMessage =
          List.of(claims.path("scope").asText().split(" ")).stream().anyMatch(SCOPES::contains);
      return mayMessage
          ? Optional.empty()
          : fault("invalid_scope", "Invalid OAuth scope or ID token audience provided.");
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      return fault("invalid_grant", "Invalid JWT.");
    }
  }

  private static boolean isSigned(String[] parts, PublicKey key) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initVerify(key);
    signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
    return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
  }

  private static JsonNode json(String part) throws IOException {
    return JSON.readTree(Base64.getUrlDecoder().decode(part));
  }

  private static Optional<Fault> fault(String error, String description) {
    return Optional.of(new Fault(error, description));
  }
}
