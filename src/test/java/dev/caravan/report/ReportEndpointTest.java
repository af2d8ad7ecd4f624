package dev.caravan.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.EmbeddedCaravan;
import dev.caravan.Fixtures;
import dev.caravan.RunningCaravan;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;

/** What the address for delivery reports answers, and to whom. */
@EmbeddedCaravan
@ExtendWith(OutputCaptureExtension.class)
class ReportEndpointTest {
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String SECRET = "stand-in-report-secret";
  private static final String PATH = "/africas-talking/" + SECRET;

  @Autowired private RunningCaravan caravan;
  @Autowired private JdbcTemplate database;

  private final String id = "ATXid_" + Fixtures.freshId();

  @Test
  void storesAReportAndAnswersNothingMore() {
    HttpResponse<String> answer = post(PATH, FORM, report());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(stored()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/africas-talking/" + SECRET + "x",
        "/africas-talking/stand-in-report-secre",
        "/africas-talking/%20" + SECRET,
        "/smpp/" + SECRET,
        "/smpp/null",
        "/httpbin/" + SECRET,
        "/httpbin/null",
        "/nobody/" + SECRET
      })
  void tellsStrangersAllTheSame(String path) {
    HttpResponse<String> answer = post(path, FORM, report());

    assertThat(answer.statusCode()).isEqualTo(404);
    var problem = caravan.read(answer.body());
    assertThat(problem.path("code").asText()).isEqualTo("not-found");
    assertThat(problem.path("detail").asText()).isEqualTo("Not found.");
    assertThat(answer.body()).doesNotContain(SECRET);
    assertThat(stored()).isZero();
  }

  @Test
  void refusesWhatIsTooLarge() {
    HttpResponse<String> answer = post(PATH, FORM, report() + "&x=" + "x".repeat(16 * 1024));

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(caravan.read(answer.body()).path("code").asText()).isEqualTo("too-large");
    assertThat(stored()).isZero();
  }

  @Test
  void takesNothingButAPost() {
    var answer =
        caravan.exchange(HttpRequest.newBuilder(caravan.api("/api/v1.0/deliveryReports" + PATH)));

    assertThat(answer.statusCode()).isEqualTo(405);
  }

  /** The provider would only send it again. */
  @ParameterizedTest
  @CsvSource({
    "application/x-www-form-urlencoded, ''",
    "application/x-www-form-urlencoded, id=%zz&status=%",
    "application/x-www-form-urlencoded, id=a\0b&status=\0",
    "application/json, {\"id\":",
    "application/json, [1,2]",
    "text/plain, nothing of use",
    "application/x-www-form-urlencoded, status=Success",
    "application/x-www-form-urlencoded, id=ATXid_without_a_status"
  })
  void takesWhatNobodyCanRead(String type, String body) {
    assertThat(post(PATH, type, body).statusCode()).isEqualTo(200);

    // Whatever it was, it holds up no other.
    post(PATH, FORM, report());
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                assertThat(
                        database.queryForObject(
                            "select count(*) from report where match_id = ?", Integer.class, id))
                    .isEqualTo(1));
  }

  @Test
  void keepsTheSecretOutOfMetricsAndLog(CapturedOutput output) {
    post(PATH, FORM, report());
    post(PATH, "application/json", "{");
    post(PATH + "x", FORM, report());

    String metrics =
        caravan.exchange(HttpRequest.newBuilder(caravan.management("/actuator/prometheus"))).body();
    assertThat(metrics).contains("caravan_reports_received_total").doesNotContain(SECRET);
    assertThat(output.getAll()).doesNotContain(SECRET);
  }

  private String report() {
    return "id=" + id + "&status=Success&phoneNumber=%2B254700987654";
  }

  private HttpResponse<String> post(String path, String type, String body) {
    return caravan.exchange(
        HttpRequest.newBuilder(caravan.api("/api/v1.0/deliveryReports" + path))
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body)));
  }

  private int stored() {
    return database.queryForObject(
        "select count(*) from report where body like ? or match_id = ?",
        Integer.class,
        "%" + id + "%",
        id);
  }
}
