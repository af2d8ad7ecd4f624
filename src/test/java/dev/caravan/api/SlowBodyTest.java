package dev.caravan.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.EmbeddedCaravan;
import dev.caravan.Fixtures;
import dev.caravan.ProblemDocument;
import dev.caravan.RawHttp;
import dev.caravan.web.Ports;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** Clients that hold a connection and send next to nothing, under short limits. */
@EmbeddedCaravan
@TestPropertySource(
    properties = {"caravan.api.body-timeout=1s", "server.tomcat.connection-timeout=1s"})
class SlowBodyTest {
  @Autowired private Ports ports;

  @ParameterizedTest
  @CsvSource({"Content-Length: 100000, ' '", "Transfer-Encoding: chunked, '1\r\n \r\n'"})
  void stopsReadingABodyThatTrickles(String framing, String drop) {
    try (RawHttp http = new RawHttp(ports.api(), 10_000)) {
      http.send(head(framing));

      await()
          .atMost(Duration.ofSeconds(8))
          .pollInterval(Duration.ofMillis(100))
          .until(() -> !http.send(drop));
      assertThat(http.answer().status()).isIn(0, 408);
    }
  }

  @Test
  void saysThatABodyDidNotCome() {
    try (RawHttp http = new RawHttp(ports.api(), 10_000)) {
      http.send(head("Content-Length: 100000"));

      ProblemDocument.of(http.answer(), 408);
    }
  }

  @Test
  void closesAConnectionThatStopsWithinAHeader() {
    try (RawHttp http = new RawHttp(ports.api(), 5_000)) {
      http.send("POST /api/v1.0/sendMessage HTTP/1.1\r\nHost: loc");

      assertThat(http.answer().status()).isEqualTo(0);
    }
  }

  private static String head(String framing) {
    return "POST /api/v1.0/sendMessage HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        + "Authorization: %s\r\n%s\r\n\r\n".formatted(Fixtures.KEY, framing);
  }
}
