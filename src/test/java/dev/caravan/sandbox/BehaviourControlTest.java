package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.web.ProblemWriter;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

class BehaviourControlTest {
  private final StandInParts parts = new StandInParts();
  private final MockMvc http =
      MockMvcBuilders.standaloneSetup(
              new BehaviourControl(parts.behaviours, new ProblemWriter(new ObjectMapper())))
          .build();

  @AfterEach
  void close() {
    parts.close();
  }

  @Test
  void changesOneStandInAndGoesBack() throws Exception {
    MockHttpServletResponse changed = change("{\"latency\":\"1s\",\"failureRate\":0.25}");

    assertThat(changed.getStatus()).isEqualTo(200);
    assertThat(parts.behaviours.of(StandIn.SMPP))
        .isEqualTo(new Behaviour(Duration.ofSeconds(1), 0.25));
    assertThat(parts.behaviours.of(StandIn.HTTPBIN)).isEqualTo(new Behaviour(Duration.ZERO, 0));

    http.perform(delete("/sandbox/behaviour/smpp"));

    assertThat(parts.behaviours.of(StandIn.SMPP)).isEqualTo(new Behaviour(Duration.ZERO, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"failureRate\":1.1}|failureRate must be",
        "{\"failureRate\":\"0.1\"}|failureRate must be",
        "{\"failureRate\":null}|failureRate must be",
        "{\"latency\":\"soon\"}|latency must be",
        "{\"latency\":\"-1s\"}|latency must be",
        "{\"latency\":\"1h\"}|latency must be",
        "{\"latency\":\"99999999999999999999h\"}|latency must be",
        "{\"latency\":5}|latency must be",
        "{\"delay\":\"1s\"}|Only latency and failureRate",
        "[]|Expected an object",
        "{|not JSON"
      })
  void saysWhatIsWrong(String body, String reason) throws Exception {
    MockHttpServletResponse answer = change(body);

    assertThat(answer.getStatus()).isEqualTo(400);
    assertThat(answer.getContentAsString()).contains(reason);
    assertThat(parts.behaviours.of(StandIn.SMPP)).isEqualTo(new Behaviour(Duration.ZERO, 0));
  }

  @Test
  void knowsNoOthers() throws Exception {
    assertThat(http.perform(get("/sandbox/behaviour/nobody")).andReturn().getResponse().getStatus())
        .isEqualTo(404);
  }

  private MockHttpServletResponse change(String body) throws Exception {
    return http.perform(
            put("/sandbox/behaviour/smpp").contentType(MediaType.APPLICATION_JSON).content(body))
        .andReturn()
        .getResponse();
  }
}
