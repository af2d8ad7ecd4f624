package dev.caravan.smpp;

import static org.jsmpp.SMPPConstant.STAT_ESME_RX_T_APPN;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.jsmpp.bean.AbstractSmCommand;
import org.jsmpp.bean.AlertNotification;
import org.jsmpp.bean.DataSm;
import org.jsmpp.bean.DeliverSm;
import org.jsmpp.bean.OptionalParameter;
import org.jsmpp.extra.ProcessRequestException;
import org.jsmpp.session.DataSmResult;
import org.jsmpp.session.MessageReceiverListener;
import org.jsmpp.session.Session;
import org.jsmpp.util.MessageIDGenerator;
import org.jsmpp.util.RandomMessageIDGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands what an SMSC sends to a route. The body is the map of {@link Receipt}'s fields, empty for a
 * message of a subscriber, and the property {@code caravanKind} is {@code receipt} or {@code
 * message}. The SMSC is told that it was received only when the route ended without an exception,
 * else to send it again (0x64). One instance serves one session, and has a place less in the route
 * than the session has threads: the last one takes the responses to what is sent, which would else
 * time out when the route is slow.
 */
final class ReceiverRoute implements MessageReceiverListener {
  static final String KIND = "caravanKind";

  private static final Logger LOG = LoggerFactory.getLogger(ReceiverRoute.class);
  private static final byte[] NONE = {};

  private final Endpoint endpoint;
  private final String routeId;
  private final Semaphore places;
  private final MessageIDGenerator ids = new RandomMessageIDGenerator();

  ReceiverRoute(Endpoint endpoint, String routeId, int threads) {
    this.endpoint = endpoint;
    this.routeId = routeId;
    places = new Semaphore(Math.max(1, threads - 1));
  }

  boolean isStarted() {
    // The route is asked for each time: it may be replaced while the session stays.
    return endpoint.getCamelContext().getRouteController().getRouteStatus(routeId)
        == ServiceStatus.Started;
  }

  @Override
  public void onAcceptDeliverSm(DeliverSm deliverSm) throws ProcessRequestException {
    byte[] octets = deliverSm.getShortMessage();
    hand(deliverSm, octets == null ? NONE : octets);
  }

  @Override
  public DataSmResult onAcceptDataSm(DataSm dataSm, Session source) throws ProcessRequestException {
    hand(dataSm, NONE);
    return new DataSmResult(ids.newMessageId(), new OptionalParameter[0]);
  }

  @Override
  public void onAcceptAlertNotification(AlertNotification alertNotification) {
    LOG.debug("An alert_notification is ignored.");
  }

  private void hand(AbstractSmCommand received, byte[] octets) throws ProcessRequestException {
    if (!places.tryAcquire()) {
      throw again("the route is full");
    }
    try {
      Exchange exchange = exchange(received, octets);
      process(exchange);
      if (exchange.isFailed()) {
        // By class: an exception's message may quote what was received, and jsmpp logs it.
        throw again(exchange.getException().getClass().getName());
      }
    } finally {
      places.release();
    }
  }

  private Exchange exchange(AbstractSmCommand received, byte[] octets) {
    Optional<Map<String, String>> receipt =
        Receipt.read(received.getEsmClass(), received.getDataCoding(), octets, tlvs(received));
    Exchange exchange = endpoint.createExchange(ExchangePattern.InOnly);
    exchange.getMessage().setBody(receipt.orElse(Map.of()));
    exchange.setProperty(KIND, receipt.isPresent() ? "receipt" : "message");
    return exchange;
  }

  private void process(Exchange exchange) {
    try {
      Route route = endpoint.getCamelContext().getRoute(routeId);
      if (route == null || !isStarted()) {
        throw new IllegalStateException("route " + routeId + " does not run");
      }
      route.getConsumer().getProcessor().process(exchange);
    } catch (Exception e) {
      exchange.setException(e);
    }
  }

  private static ProcessRequestException again(String cause) {
    return new ProcessRequestException("Not taken: " + cause, STAT_ESME_RX_T_APPN);
  }

  private static Map<Integer, byte[]> tlvs(AbstractSmCommand received) {
    Map<Integer, byte[]> values = new HashMap<>();
    OptionalParameter[] parameters = received.getOptionalParameters();
    for (OptionalParameter each : parameters == null ? new OptionalParameter[0] : parameters) {
      byte[] serialized = each.serialize();
      values.putIfAbsent(each.tag & 0xFFFF, Arrays.copyOfRange(serialized, 4, serialized.length));
    }
    return values;
  }
}
