package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

class FirebaseStandInTest {
  private final StandInParts parts = new StandInParts();
  private final AccessTokens tokens = new AccessTokens(Clock.systemUTC());
  private final String accessToken = tokens.issue();
  private final MockMvc http =
      MockMvcBuilders.standaloneSetup(
              new FirebaseStandIn(tokens, parts.messages, parts.behaviours, parts.replies))
          .build();

  @AfterEach
  void close() {
    parts.close();
  }

  @Test
  void acceptsAMessageAndNamesIt() throws Exception {
    MockHttpServletResponse answer =
        send("{\"message\":{\"token\":\"t1\",\"notification\":{\"body\":\"Hello\"}}}");

    assertThat(answer.getStatus()).isEqualTo(200);
    String name = json(answer).path("name").asText();
    assertThat(name).startsWith("projects/stand-in/messages/");
    assertThat(parts.messages.find("firebase", "Hello"))
        .singleElement()
        .satisfies(message -> assertThat(message.recipient()).isEqualTo("t1"))
        .satisfies(message -> assertThat(message.id()).isEqualTo(name));
  }

  @Test
  void onlyValidates() throws Exception {
    assertThat(
            json(send("{\"validate_only\":true,\"message\":{\"token\":\"t\"}}"))
                .path("name")
                .asText())
        .isEqualTo("projects/stand-in/messages/fake_message_id");
  }

  @ParameterizedTest
  @CsvSource({
    "magic-invalid-token,400,INVALID_ARGUMENT,INVALID_ARGUMENT,",
    "magic-unregistered,404,NOT_FOUND,UNREGISTERED,",
    "magic-sender-id-mismatch,403,PERMISSION_DENIED,SENDER_ID_MISMATCH,",
    "magic-third-party-auth,401,UNAUTHENTICATED,THIRD_PARTY_AUTH_ERROR,",
    "magic-apns-auth,401,UNAUTHENTICATED,APNS_AUTH_ERROR,",
    "magic-quota-exceeded,429,RESOURCE_EXHAUSTED,QUOTA_EXCEEDED,2",
    "magic-quota-exceeded-no-retry-after,429,RESOURCE_EXHAUSTED,QUOTA_EXCEEDED,",
    "magic-unavailable,503,UNAVAILABLE,UNAVAILABLE,2",
    "magic-internal,500,INTERNAL,INTERNAL,",
    "magic-unspecified,500,UNKNOWN,UNSPECIFIED_ERROR,",
    "magic-no-details,400,INVALID_ARGUMENT,,",
    "magic-permission-denied,403,PERMISSION_DENIED,,"
  })
  void answersEachErrorForItsToken(
      String token, int status, String name, String errorCode, String retryAfter) throws Exception {
    MockHttpServletResponse answer = sendTo(token);

    assertThat(answer.getStatus()).isEqualTo(status);
    assertThat(answer.getHeader("Retry-After")).isEqualTo(retryAfter);
    JsonNode error = json(answer).path("error");
    assertThat(error.path("code").asInt()).isEqualTo(status);
    assertThat(error.path("status").asText()).isEqualTo(name);
    assertThat(error.path("details").findValuesAsText("errorCode"))
        .isEqualTo(errorCode == null ? List.of() : List.of(errorCode));
    assertThat(parts.messages.count(StandIn.FIREBASE)).isZero();
  }

  @Test
  void putsAnotherDetailBeforeTheError() throws Exception {
    assertThat(
            json(sendTo("magic-quota-exceeded"))
                .path("error")
                .path("details")
                .path(0)
                .path("@type")
                .asText())
        .endsWith("QuotaFailure");
  }

  @Test
  void answersAProxysPage() throws Exception {
    MockHttpServletResponse answer = sendTo("magic-bad-gateway");

    assertThat(answer.getStatus()).isEqualTo(502);
    assertThat(answer.getContentType()).isEqualTo("text/html");
  }

  @Test
  void acceptsOnTheSecondTry() throws Exception {
    assertThat(sendTo("magic-first-unavailable").getStatus()).isEqualTo(503);
    assertThat(sendTo("magic-first-unavailable").getStatus()).isEqualTo(200);
    assertThat(sendTo("magic-first-quota-exceeded").getStatus()).isEqualTo(429);
    assertThat(sendTo("magic-first-quota-exceeded").getStatus()).isEqualTo(200);
  }

  @Test
  void endsAnAccessToken() throws Exception {
    assertThat(sendTo("magic-expired-access-token").getStatus()).isEqualTo(401);
    assertThat(sendTo("magic-expired-access-token").getStatus()).isEqualTo(401);

    String fresh = tokens.issue();

    assertThat(
            send("stand-in", fresh, "{\"message\":{\"token\":\"magic-expired-access-token\"}}")
                .getStatus())
        .isEqualTo(200);
  }

  @Test
  void refusesWhoHasNoAccessToken() throws Exception {
    MockHttpServletResponse answer = send("stand-in", "made-up", "{}");

    assertThat(answer.getStatus()).isEqualTo(401);
    assertThat(json(answer).path("error").path("status").asText()).isEqualTo("UNAUTHENTICATED");
  }

  @Test
  void knowsOneProjectOnly() throws Exception {
    MockHttpServletResponse answer = send("other", accessToken, "{}");

    assertThat(answer.getStatus()).isEqualTo(404);
    assertThat(json(answer).path("error").has("details")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{|",
        "{\"message\":{}}|message",
        "{\"message\":{\"token\":\"a\",\"topic\":\"b\"}}|message",
        "{\"message\":{\"token\":\"a\",\"data\":{\"n\":1}}}|message.data[0].value",
        "{\"message\":{\"token\":\"a\",\"data\":{\"a\":\"x\",\"n\":{}}}}|message.data[1].value",
        "{\"message\":{\"token\":\"a\",\"data\":{\"from\":\"x\"}}}|message.data"
      })
  void namesTheFieldThatIsWrong(String body, String field) throws Exception {
    MockHttpServletResponse answer = send(body);

    assertThat(answer.getStatus()).isEqualTo(400);
    JsonNode error = json(answer).path("error");
    assertThat(error.path("status").asText()).isEqualTo("INVALID_ARGUMENT");
    JsonNode detail = error.path("details").path(0);
    assertThat(detail.path("@type").asText()).endsWith("google.rpc.BadRequest");
    assertThat(detail.path("fieldViolations").path(0).path("field").asText())
        .isEqualTo(field == null ? "" : field);
  }

  private MockHttpServletResponse sendTo(String token) throws Exception {
    return send("{\"message\":{\"token\":\"%s\"}}".formatted(token));
  }

  private MockHttpServletResponse send(String body) throws Exception {
    return send("stand-in", accessToken, body);
  }

  private MockHttpServletResponse send(String project, String bearer, String body)
      throws Exception {
    return http.perform(
            post("/sandbox/fcm/v1/projects/%s/messages:send".formatted(project))
                .header("Authorization", "Bearer " + bearer)
                .contentType(MediaType.APPLICATION_JSON)
                .content(body))
        .andReturn()
        .getResponse();
  }

  private static JsonNode json(MockHttpServletResponse answer) throws Exception {
    return new ObjectMapper().readTree(answer.getContentAsString());
  }
}
