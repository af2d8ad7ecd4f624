package dev.caravan.smpp;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/**
 * {@code caravan_smpp_sessions{smsc, state}} says how many sessions are bound and how many should
 * be and are not, {@code caravan_smpp_rate{smsc}} how many parts per second may be sent now, 0 for
 * no limit. The label is {@code host:port}.
 */
public final class SmscMetrics {
  private final MeterRegistry meters;
  private final Map<String, Set<SmscEndpoint>> endpoints = new ConcurrentHashMap<>();

  public SmscMetrics(MeterRegistry meters) {
    this.meters = meters;
  }

  void watch(SmscEndpoint endpoint) {
    endpoints.computeIfAbsent(smsc(endpoint), this::gauges).add(endpoint);
  }

  void forget(SmscEndpoint endpoint) {
    endpoints.getOrDefault(smsc(endpoint), Set.of()).remove(endpoint);
  }

  /** Over all endpoints of an SMSC: a new one begins before an old one has ended. */
  private Set<SmscEndpoint> gauges(String smsc) {
    Set<SmscEndpoint> theirs = ConcurrentHashMap.newKeySet();
    sessions(theirs, smsc, "bound", SmscEndpoint::boundSessions);
    sessions(theirs, smsc, "unbound", SmscEndpoint::unboundSessions);
    Gauge.builder("caravan.smpp.rate", theirs, all -> sum(all, SmscEndpoint::currentRate))
        .description("parts per second that may be sent now, 0 for no limit")
        .tag("smsc", smsc)
        .register(meters);
    return theirs;
  }

  private void sessions(
      Set<SmscEndpoint> theirs, String smsc, String state, ToDoubleFunction<SmscEndpoint> number) {
    Gauge.builder("caravan.smpp.sessions", theirs, all -> sum(all, number))
        .description("SMPP sessions that are configured, by whether they are bound")
        .tag("smsc", smsc)
        .tag("state", state)
        .register(meters);
  }

  private static double sum(Set<SmscEndpoint> all, ToDoubleFunction<SmscEndpoint> number) {
    return all.stream().mapToDouble(number).sum();
  }

  private static String smsc(SmscEndpoint endpoint) {
    return endpoint.getConfiguration().getHost() + ":" + endpoint.getConfiguration().getPort();
  }
}
