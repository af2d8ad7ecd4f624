package dev.caravan.sandbox;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;

/** Google's token endpoint: an access token for an assertion of the {@link ServiceAccount}. */
@Sandbox
class GoogleTokenStandIn {
  private static final String JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";

  private final ServiceAccount account;
  private final AccessTokens tokens;
  private final Behaviours behaviours;
  private final Replies replies;
  private final Clock clock;

  GoogleTokenStandIn(
      ServiceAccount account,
      AccessTokens tokens,
      Behaviours behaviours,
      Replies replies,
      Clock clock) {
    this.account = account;
    this.tokens = tokens;
    this.behaviours = behaviours;
    this.replies = replies;
    this.clock = clock;
  }

  @PostMapping(
      path = "/sandbox/google/token",
      consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
  void token(
      @RequestBody MultiValueMap<String, String> form,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    Behaviour behaviour = behaviours.of(StandIn.GOOGLE);
    Reply reply =
        behaviour.failsNow()
            ? Reply.json(500, Map.of("error", "internal_failure"))
            : answer(form.toSingleValueMap());
    replies.give(reply, behaviour.latency(), request, response);
  }

  private Reply answer(Map<String, String> form) {
    if (!JWT_BEARER.equals(form.get("grant_type"))) {
      return refused(
          new Assertion.Fault("unsupported_grant_type", "Invalid grant_type: must be jwt-bearer"));
    }
    Optional<Assertion.Fault> fault =
        Assertion.check(form.getOrDefault("assertion", ""), account.publicKey(), clock.instant());
    if (fault.isPresent()) {
      return refused(fault.get());
    }
    Map<String, Object> token = new LinkedHashMap<>();
    token.put("access_token", tokens.issue());
    token.put("expires_in", AccessTokens.LIFE.toSeconds());
    token.put("token_type", "Bearer");
    return Reply.json(200, token);
  }

  private static Reply refused(Assertion.Fault fault) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("error", fault.error());
    document.put("error_description", fault.description());
    return Reply.json(400, document);
  }
}
