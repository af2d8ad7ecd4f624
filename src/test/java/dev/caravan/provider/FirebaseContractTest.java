package dev.caravan.provider;

import dev.caravan.EmbeddedCaravan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

@EmbeddedCaravan
class FirebaseContractTest extends ProviderContract {
  @Override
  String channel() {
    return "firebase";
  }

  @Override
  String type() {
    return "push";
  }

  @Override
  Map<Fate, List<String>> recipients() {
    return Map.of(
        Fate.ACCEPTED, List.of("a-token"),
        Fate.REFUSED, List.of("magic-unregistered"),
        Fate.THROTTLED, List.of("magic-first-quota-exceeded"),
        Fate.FAULT, List.of("magic-first-unavailable"),
        Fate.TIME_OUT, List.of("magic-time-out"),
        Fate.MALFORMED, List.of("magic-html"),
        Fate.PARTLY, List.of("another-token", "magic-invalid-token"),
        Fate.RESET, List.of("magic-reset"));
  }

  /** FCM reports no delivery. */
  @Override
  Set<Fate> impossible() {
    return Set.of(Fate.EARLY_REPORT, Fate.REPEATED_REPORT);
  }

  @Override
  String stateAfterALostAnswer() {
    return "retrying";
  }

  /** It asks for 2 s, less than the file's own wait of at least 8 s. */
  @Override
  Duration waitWhenThrottled() {
    return Duration.ofSeconds(8);
  }

  /** Where it asks for nothing, the file has it wait 60 s. */
  @Override
  Duration longestWaitWhenThrottled() {
    return Duration.ofSeconds(40);
  }
}
