package dev.caravan.provider;

import dev.caravan.EmbeddedCaravan;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jsmpp.bean.BindType;
import org.jsmpp.bean.DataCodings;
import org.jsmpp.bean.ESMClass;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.RegisteredDelivery;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.session.BindParameter;
import org.jsmpp.session.SMPPSession;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;

/** With the SMSC stand-in. */
@EmbeddedCaravan
class SmppContractTest extends SmppContract {
  @Autowired private Environment environment;

  @Override
  Map<Fate, List<String>> recipients() {
    return Map.of(
        Fate.ACCEPTED, List.of("0700987654"),
        Fate.REFUSED, List.of("0711004011"),
        Fate.THROTTLED, List.of("0711001129"),
        Fate.FAULT, List.of("0711001103"),
        Fate.TIME_OUT, List.of("0711001000"),
        Fate.PARTLY, List.of("0700987655", "0711004010"),
        Fate.EARLY_REPORT, List.of("0711002001"),
        Fate.REPEATED_REPORT, List.of("0711002002"),
        Fate.RESET, List.of("0711001001"));
  }

  /** Sent by another session of the account that takes no receipts, so Caravan gets this one. */
  @Override
  String reportAStranger() {
    SMPPSession session = new SMPPSession();
    try {
      session.connectAndBind(
          environment.getProperty("caravan.smpp.host"),
          environment.getRequiredProperty("caravan.smpp.port", Integer.class),
          new BindParameter(
              BindType.BIND_TX,
              environment.getProperty("caravan.smpp.system-id"),
              environment.getProperty("caravan.smpp.password"),
              "",
              TypeOfNumber.UNKNOWN,
              NumberingPlanIndicator.UNKNOWN,
              null));
      return session
          .submitShortMessage(
              "",
              TypeOfNumber.ALPHANUMERIC,
              NumberingPlanIndicator.UNKNOWN,
              "STRANGER",
              TypeOfNumber.INTERNATIONAL,
              NumberingPlanIndicator.ISDN,
              "254700987654",
              new ESMClass(),
              (byte) 0,
              (byte) 0,
              null,
              null,
              new RegisteredDelivery(1),
              (byte) 0,
              DataCodings.ZERO,
              (byte) 0,
              "A stranger's".getBytes(StandardCharsets.US_ASCII))
          .getMessageId();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      session.unbindAndClose();
    }
  }
}
