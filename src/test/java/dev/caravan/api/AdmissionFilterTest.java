package dev.caravan.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.web.ProblemWriter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.util.unit.DataSize;

class AdmissionFilterTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AdmissionFilter filter =
      new AdmissionFilter(
          new ApiProperties(
              "key",
              "client",
              DataSize.ofMegabytes(2),
              Duration.ofSeconds(15),
              1,
              DataSize.ofKilobytes(16),
              1),
          new ProblemWriter(new ObjectMapper()),
          meters);

  @Test
  void refusesWhatComesBesidesWithAWordWhenToComeBack() throws Exception {
    MockHttpServletResponse beside = new MockHttpServletResponse();

    filter.doFilter(
        request("/api/v1.0/sendMessage"),
        new MockHttpServletResponse(),
        (request, response) -> {
          assertThat(inFlight()).isEqualTo(1);
          filter.doFilter(
              request("/api/v1.0/sendMessage"),
              beside,
              (inner, answer) -> {
                throw new AssertionError("let in beyond the limit");
              });
        });

    assertThat(beside.getStatus()).isEqualTo(503);
    assertThat(beside.getHeader("Retry-After")).isEqualTo("1");
    assertThat(beside.getContentAsString()).contains("\"code\":\"unavailable\"");
    assertThat(inFlight()).isZero();
  }

  @Test
  void keepsPlacesForReports() throws Exception {
    MockHttpServletResponse second = new MockHttpServletResponse();

    filter.doFilter(
        request("/api/v1.0/sendMessage"),
        new MockHttpServletResponse(),
        (request, response) ->
            filter.doFilter(
                request("/api/v1.0/deliveryReports/one/secret"),
                new MockHttpServletResponse(),
                (inner, answer) ->
                    filter.doFilter(
                        request("/api/v1.0/deliveryReports/one/secret"),
                        second,
                        (innermost, none) -> {
                          throw new AssertionError("let in beyond the limit");
                        })));

    assertThat(second.getStatus()).isEqualTo(503);
    assertThat(second.getContentAsString()).doesNotContain("/secret");
  }

  @Test
  void givesAPlaceBackWhenARequestFails() throws Exception {
    for (int i = 0; i < 3; i++) {
      try {
        filter.doFilter(
            request("/api/v1.0/sendMessage"),
            new MockHttpServletResponse(),
            (request, response) -> {
              throw new IllegalStateException("failed");
            });
      } catch (IllegalStateException e) {
        assertThat(inFlight()).isZero();
      }
    }
  }

  @Test
  void countsNothingButTheApi() throws Exception {
    filter.doFilter(
        request("/sandbox/callbacks"),
        new MockHttpServletResponse(),
        (request, response) -> assertThat(inFlight()).isZero());
  }

  private double inFlight() {
    return meters.get("caravan.inflight").tag("stage", "api").gauge().value();
  }

  private static MockHttpServletRequest request(String path) {
    MockHttpServletRequest request = new MockHttpServletRequest("POST", path);
    request.setServletPath(path);
    return request;
  }
}
