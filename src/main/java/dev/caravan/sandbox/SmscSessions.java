package dev.caravan.sandbox;

import dev.caravan.sandbox.Reports.Taken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jsmpp.InvalidResponseException;
import org.jsmpp.PDUException;
import org.jsmpp.bean.DataCodings;
import org.jsmpp.bean.ESMClass;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.OptionalParameter;
import org.jsmpp.bean.RegisteredDelivery;
import org.jsmpp.bean.SubmitSm;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.extra.NegativeResponseException;
import org.jsmpp.extra.ResponseTimeoutException;
import org.jsmpp.extra.SessionState;
import org.jsmpp.session.SMPPServerSession;

/** The sessions of the one account; each receipt goes to the next that receives. */
final class SmscSessions {
  private final List<SMPPServerSession> sessions = new CopyOnWriteArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();

  void add(SMPPServerSession session) {
    session.addSessionStateListener(
        (now, before, source) -> {
          if (now == SessionState.CLOSED) {
            sessions.remove(session);
          }
        });
    sessions.add(session);
  }

  /** Delivers to the sender of that message, and waits for the answer. */
  Taken deliver(Receipt receipt, SubmitSm about) {
    List<SMPPServerSession> receiving =
        sessions.stream().filter(each -> each.getSessionState().isReceivable()).toList();
    if (receiving.isEmpty()) {
      return Taken.NOT_YET;
    }
    SMPPServerSession next = receiving.get(Math.floorMod(turn.getAndIncrement(), receiving.size()));
    try {
      next.deliverShortMessage(
          "",
          TypeOfNumber.valueOf(about.getDestAddrTon()),
          NumberingPlanIndicator.valueOf(about.getDestAddrNpi()),
          about.getDestAddress(),
          TypeOfNumber.valueOf(about.getSourceAddrTon()),
          NumberingPlanIndicator.valueOf(about.getSourceAddrNpi()),
          about.getSourceAddr(),
          new ESMClass(receipt.esmClass()),
          (byte) 0,
          (byte) 0,
          new RegisteredDelivery(0),
          DataCodings.ZERO,
          receipt.text().getBytes(StandardCharsets.US_ASCII),
          receipt.parameters().toArray(OptionalParameter[]::new));
      return Taken.TAKEN;
    } catch (NegativeResponseException | ResponseTimeoutException | IOException e) {
      return Taken.NOT_YET;
    } catch (PDUException | InvalidResponseException | IllegalArgumentException e) {
      return Taken.REFUSED;
    }
  }

  void close() {
    sessions.forEach(SMPPServerSession::close);
  }
}
