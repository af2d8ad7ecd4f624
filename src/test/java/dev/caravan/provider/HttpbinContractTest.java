package dev.caravan.provider;

import dev.caravan.EmbeddedCaravan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

@EmbeddedCaravan
class HttpbinContractTest extends ProviderContract {
  @Override
  String channel() {
    return "httpbin";
  }

  @Override
  String type() {
    return "dummy";
  }

  @Override
  Map<Fate, List<String>> recipients() {
    return Map.of(
        Fate.ACCEPTED, List.of("0700987654"),
        Fate.REFUSED, List.of("status-404"),
        Fate.THROTTLED, List.of("first-429"),
        Fate.FAULT, List.of("first-503"),
        Fate.TIME_OUT, List.of("time-out"),
        Fate.RESET, List.of("reset"));
  }

  /** Its answer is for all recipients, is not read, and nothing follows it. */
  @Override
  Set<Fate> impossible() {
    return Set.of(Fate.MALFORMED, Fate.PARTLY, Fate.EARLY_REPORT, Fate.REPEATED_REPORT);
  }

  @Override
  String stateAfterALostAnswer() {
    return "retrying";
  }

  /** What it asks for; the file's own wait is 2.4 s at most. */
  @Override
  Duration waitWhenThrottled() {
    return Duration.ofSeconds(3);
  }

  @Override
  Duration longestWaitWhenThrottled() {
    return Duration.ofSeconds(20);
  }
}
