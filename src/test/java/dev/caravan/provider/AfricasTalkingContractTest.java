package dev.caravan.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.EmbeddedCaravan;
import dev.caravan.Fixtures;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

@EmbeddedCaravan
class AfricasTalkingContractTest extends ReportingProviderContract {
  @Override
  String channel() {
    return "africas-talking";
  }

  @Override
  String type() {
    return "sms";
  }

  @Override
  Map<Fate, List<String>> recipients() {
    return Map.of(
        Fate.ACCEPTED, List.of("0700987654"),
        Fate.REFUSED, List.of("0711000403"),
        Fate.THROTTLED, List.of("0711001129"),
        Fate.FAULT, List.of("0711001103"),
        Fate.TIME_OUT, List.of("0711001000"),
        Fate.MALFORMED, List.of("0711001002"),
        Fate.PARTLY, List.of("0700987655", "0711000406"),
        Fate.EARLY_REPORT, List.of("0711002001"),
        Fate.REPEATED_REPORT, List.of("0711002002"),
        Fate.RESET, List.of("0711001001"));
  }

  @Override
  Set<Fate> impossible() {
    return Set.of();
  }

  @Override
  String stateAfterALostAnswer() {
    return "unknown";
  }

  /** What it asks for; the file's own wait is 6 s at most. */
  @Override
  Duration waitWhenThrottled() {
    return Duration.ofSeconds(8);
  }

  @Override
  Duration longestWaitWhenThrottled() {
    return Duration.ofSeconds(25);
  }

  @Override
  String reportAStranger() {
    String id = "ATXid_" + Fixtures.freshId();
    var report =
        HttpRequest.newBuilder(
                caravan.api("/api/v1.0/deliveryReports/africas-talking/stand-in-report-secret"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString("id=" + id + "&status=Success"));
    assertThat(caravan.exchange(report).statusCode()).isEqualTo(200);
    return id;
  }
}
