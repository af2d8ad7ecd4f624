package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

class AfricasTalkingStandInTest {
  private final StandInParts parts = new StandInParts();
  private final AfricasTalkingReports reports =
      new AfricasTalkingReports(parts.sandbox, parts.environment, parts.meters);
  private final MockMvc http =
      MockMvcBuilders.standaloneSetup(
              new AfricasTalkingStandIn(reports, parts.messages, parts.behaviours, parts.replies))
          .build();

  @AfterEach
  void close() {
    reports.destroy();
    parts.close();
  }

  @Test
  void acceptsAndReportsSuccess() throws Exception {
    MockHttpServletResponse answer = send("+254700987654,+254700987655");

    assertThat(answer.getStatus()).isEqualTo(201);
    assertThat(answer.getHeader("Content-Type")).isEqualTo("application/json");
    JsonNode data = data(answer);
    assertThat(data.path("Message").asText()).isEqualTo("Sent to 2/2 Total Cost: KES 1.6000");
    JsonNode first = data.path("Recipients").path(0);
    assertThat(first.path("number").asText()).isEqualTo("+254700987654");
    assertThat(first.path("status").asText()).isEqualTo("Success");
    assertThat(first.path("cost").asText()).isEqualTo("KES 0.8000");
    String id = first.path("messageId").asText();
    assertThat(id).startsWith("ATXid_");
    await().until(() -> parts.reports.size() == 2);
    assertThat(parts.reports)
        .contains(
            "id=%s&status=Success&phoneNumber=%%2B254700987654&networkCode=63902".formatted(id));
    assertThat(parts.messages.find("africas-talking", "Hello"))
        .extracting(AcceptedMessages.AcceptedMessage::recipient)
        .containsExactlyInAnyOrder("+254700987654", "+254700987655");
  }

  @ParameterizedTest
  @CsvSource({
    "100,Success",
    "101,Success",
    "102,Success",
    "401,RiskHold",
    "402,InvalidSenderId",
    "403,InvalidPhoneNumber",
    "404,UnsupportedNumberType",
    "405,InsufficientBalance",
    "406,UserInBlacklist",
    "407,CouldNotRoute",
    "409,DoNotDisturbRejection",
    "500,InternalServerError",
    "501,GatewayError",
    "502,RejectedByGateway"
  })
  void answersEachCodeForItsNumber(int code, String status) throws Exception {
    MockHttpServletResponse answer = send("0711000" + code);

    assertThat(answer.getStatus()).isEqualTo(201);
    JsonNode recipient = data(answer).path("Recipients").path(0);
    assertThat(recipient.path("statusCode").asInt()).isEqualTo(code);
    assertThat(recipient.path("status").asText()).isEqualTo(status);
    if (code > 102) {
      assertThat(recipient.path("messageId").asText()).isEqualTo("None");
      assertThat(recipient.path("cost").asText()).isEqualTo("0");
      assertThat(data(answer).path("Message").asText()).isEqualTo("Sent to 0/1 Total Cost: 0");
      assertThat(parts.messages.count(StandIn.AFRICAS_TALKING)).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "400,400,text/plain",
    "401,401,text/plain",
    "409,409,application/json",
    "429,429,text/plain",
    "500,500,text/html",
    "503,503,text/plain",
    "002,200,text/html"
  })
  void answersForTheWholeRequest(String code, int status, String contentType) throws Exception {
    MockHttpServletResponse answer = send("0700987654,0711001" + code);

    assertThat(answer.getStatus()).isEqualTo(status);
    assertThat(answer.getContentType()).isEqualTo(contentType);
    assertThat(answer.getHeader("Retry-After")).isEqualTo(status == 429 ? "2" : null);
    assertThat(parts.messages.count(StandIn.AFRICAS_TALKING)).isZero();
  }

  @Test
  void acceptsOnTheSecondTry() throws Exception {
    assertThat(send("0711001103").getStatus()).isEqualTo(503);
    assertThat(send("0711001103").getStatus()).isEqualTo(201);
    assertThat(send("0711001129").getStatus()).isEqualTo(429);
    assertThat(send("0711001129").getStatus()).isEqualTo(201);
  }

  @Test
  void namesNotEveryRecipient() throws Exception {
    JsonNode data = data(send("0711001003,0700987654"));

    assertThat(data.path("Recipients").findValuesAsText("number")).containsExactly("0700987654");
    assertThat(parts.messages.count(StandIn.AFRICAS_TALKING)).isEqualTo(2);
    assertThat(data(send("0711001004")).toString())
        .isEqualTo("{\"Message\":\"InvalidSenderId\",\"Recipients\":[]}");
    assertThat(send("0711001006").getContentAsByteArray()).hasSizeGreaterThan(1024 * 1024);
  }

  @Test
  void refusesInPlainText() throws Exception {
    assertThat(send("bad", "username=sandbox&to=1&message=x").getContentAsString())
        .isEqualTo("The supplied authentication is invalid");
    assertThat(send("key", "username=sandbox&message=x").getContentAsString())
        .isEqualTo("Request is missing required form field 'to'");
    assertThat(send("key", "username=sandbox&message=x&to=1&from=BAD").getContentAsString())
        .isEqualTo("{\"SMSMessageData\":{\"Message\":\"InvalidSenderId\",\"Recipients\":[]}}");
  }

  @Test
  void failsAsOftenAsItIsTold() throws Exception {
    parts.behaviours.set(StandIn.AFRICAS_TALKING, new Behaviour(Duration.ZERO, 1));

    assertThat(send("0700987654").getStatus()).isEqualTo(503);
    assertThat(parts.messages.count(StandIn.AFRICAS_TALKING)).isZero();
  }

  @Test
  void reportsBeforeItAnswers() throws Exception {
    send("0711002001");

    assertThat(parts.reports).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0711002002|Success Success Success",
        "0711002003|Success Sent Submitted Buffered",
        "0711002004|Success",
        "0711002005|Sent Submitted Buffered Success",
        "0711002006|Failed Success",
        "0711002007|Teleported",
        "0711003011|Rejected",
        "0711003012|AbsentSubscriber",
        "0711003013|Expired"
      })
  void reportsInTheOrderThatTheNumberAsksFor(String number, String words) throws Exception {
    send(number);

    await().atMost(Duration.ofSeconds(5)).until(() -> statuses().equals(List.of(words.split(" "))));
  }

  @Test
  void saysWhyItFailed() throws Exception {
    send("0711003001");
    send("0711003010");

    await().until(() -> parts.reports.size() == 2);
    assertThat(parts.reports)
        .anySatisfy(form -> assertThat(form).endsWith("&failureReason=InsufficientCredit"))
        .anySatisfy(form -> assertThat(form).endsWith("&failureReason=DoNotDisturbRejection"));
  }

  @Test
  void reportsAgainWhatWasNotTaken() throws Exception {
    parts.answers.add(503);

    send("0700987654");

    await().atMost(Duration.ofSeconds(5)).until(() -> parts.reports.size() == 2);
    await().until(() -> parts.counted(StandIn.AFRICAS_TALKING, "taken") == 1);
    assertThat(parts.counted(StandIn.AFRICAS_TALKING, "not_yet")).isEqualTo(1);
  }

  private List<String> statuses() {
    return parts.reports.stream().map(form -> form.replaceAll(".*status=(\\w+).*", "$1")).toList();
  }

  private MockHttpServletResponse send(String to) throws Exception {
    return send(
        "key",
        "username=sandbox&message=Hello&to=" + URLEncoder.encode(to, StandardCharsets.UTF_8));
  }

  private MockHttpServletResponse send(String key, String form) throws Exception {
    return http.perform(
            post("/sandbox/africas-talking/version1/messaging")
                .header("apiKey", key)
                .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                .content(form))
        .andReturn()
        .getResponse();
  }

  private static JsonNode data(MockHttpServletResponse answer) throws Exception {
    return new ObjectMapper().readTree(answer.getContentAsString()).path("SMSMessageData");
  }
}
