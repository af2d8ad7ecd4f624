package dev.caravan.provider;

import java.time.Duration;
import java.util.Set;

/** The same for SMPP, whichever the SMSC. */
abstract class SmppContract extends ReportingProviderContract {
  @Override
  String channel() {
    return "smpp";
  }

  @Override
  String type() {
    return "sms";
  }

  /** A response that cannot be read ends the session, as a reset. */
  @Override
  Set<Fate> impossible() {
    return Set.of(Fate.MALFORMED);
  }

  @Override
  String stateAfterALostAnswer() {
    return "unknown";
  }

  /** The protocol has no Retry-After; the file waits 2 s, a fifth more or less. */
  @Override
  Duration waitWhenThrottled() {
    return Duration.ofMillis(1_600);
  }

  @Override
  Duration longestWaitWhenThrottled() {
    return Duration.ofSeconds(20);
  }
}
