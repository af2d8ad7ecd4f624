package dev.caravan.smpp;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.component.smpp.SmppComponent;
import org.apache.camel.component.smpp.SmppConfiguration;
import org.apache.camel.spi.annotations.Component;

/**
 * Camel's SMPP component, with options for what an SMSC agrees with its client: {@code sessions}
 * (1), {@code window} (10 requests in flight for each session), {@code rate} (parts per second over
 * all sessions, 0 for no limit) and {@code patience} (5000 ms, how long a part waits for its turn).
 *
 * <p>It binds in the background, and again after each loss and when the SMSC takes a session for
 * none, so that a start does not need the SMSC, and ignores {@code lazySessionCreation} and {@code
 * maxReconnect}. A connect and a bind may take as long as {@code transactionTimer} says. Of a
 * session's {@code pduProcessorDegree} (33) threads all but one may be in the receiver route. An
 * instance serves one Camel context.
 */
@Component("smpp,smpps")
public final class SmscComponent extends SmppComponent {
  private static final int THREADS = 33;

  private final boolean binds;
  private final SmscMetrics metrics;

  /** For a context of its own, measured by nobody. */
  public SmscComponent() {
    this(true, new SmscMetrics(new CompositeMeterRegistry()));
  }

  /**
   * For a context whose routes may be there without being used.
   *
   * @param binds whether sessions are bound at all
   */
  public SmscComponent(boolean binds, SmscMetrics metrics) {
    this.binds = binds;
    this.metrics = metrics;
  }

  @Override
  @SuppressWarnings("rawtypes")
  protected Endpoint createEndpoint(String uri, String remaining, Map parameters) throws Exception {
    @SuppressWarnings("unchecked")
    Map<String, Object> options = parameters;
    SmscLimits limits =
        new SmscLimits(
            getAndRemoveParameter(options, "sessions", Integer.class, 1),
            getAndRemoveParameter(options, "window", Integer.class, 10),
            getAndRemoveParameter(options, "rate", Double.class, 0.0),
            Duration.ofMillis(getAndRemoveParameter(options, "patience", Long.class, 5000L)));
    SmppConfiguration smpp =
        getConfiguration() == null ? new SmppConfiguration() : getConfiguration().copy();
    smpp.setPduProcessorDegree(THREADS);
    smpp.configureFromURI(new URI(uri));
    SmscEndpoint endpoint = new SmscEndpoint(uri, this, smpp, limits, binds, metrics);
    setProperties(endpoint, options);
    checkLength("systemId", smpp.getSystemId(), 15);
    checkLength("password", smpp.getPassword(), 8);
    checkLength("systemType", smpp.getSystemType(), 12);
    return endpoint;
  }

  /** jsmpp would find out when it binds, and log the value. */
  private static void checkLength(String option, String value, int most) {
    if (value != null && value.length() > most) {
      throw new IllegalArgumentException(
          "%s has more than %d characters, which SMPP cannot carry.".formatted(option, most));
    }
  }
}
