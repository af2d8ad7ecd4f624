package dev.caravan.smpp;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.apache.camel.component.smpp.SmppConfiguration;
import org.jsmpp.bean.BindType;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.extra.ResponseTimeoutException;
import org.jsmpp.extra.SessionState;
import org.jsmpp.session.BindParameter;
import org.jsmpp.session.SMPPSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one session bound, on a thread of its own, until it is stopped: it binds when the receiver
 * route runs, and again after each loss or refusal. The bind is a transceiver's when there is a
 * receiver route, else a transmitter's.
 */
final class SmscLink implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(SmscLink.class);
  private static final int UNBIND_MILLIS = 2000;
  private static final int ROUTE_MILLIS = 100;
  private static final int WAITS_WITHOUT_WARNING = 50;

  private final String name;
  private final SmppConfiguration smpp;
  private final Optional<ReceiverRoute> receiver;
  private final SmscSessions sessions;
  private final Thread thread;
  private volatile SmscSocket attempt;
  private String lastTrouble = "";

  SmscLink(
      String name,
      SmppConfiguration smpp,
      Optional<ReceiverRoute> receiver,
      SmscSessions sessions) {
    this.name = name;
    this.smpp = smpp;
    this.receiver = receiver;
    this.sessions = sessions;
    thread = new Thread(this, "smpp-" + name);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Ends an attempt under way at once; a session that is bound ends by the sessions' signal. */
  void stop() {
    SmscSocket current = attempt;
    if (current != null) {
      current.close();
      thread.interrupt();
    }
  }

  void join() throws InterruptedException {
    thread.join(2 * UNBIND_MILLIS);
  }

  @Override
  public void run() {
    int waits = 0;
    while (!sessions.isEnding()) {
      if (receiver.isEmpty() || receiver.get().isStarted()) {
        waits = 0;
        sessions.pause(bindOnce());
      } else {
        if (++waits == WAITS_WITHOUT_WARNING) {
          trouble("its receiver route does not run");
        }
        sessions.pause(ROUTE_MILLIS);
      }
    }
  }

  /** Returns after how many milliseconds to bind again. */
  private long bindOnce() {
    SmscSocket socket = new SmscSocket(smpp);
    SMPPSession session = session(socket);
    attempt = socket;
    try {
      if (sessions.isEnding()) {
        return 0;
      }
      session.connectAndBind(smpp.getHost(), smpp.getPort(), bind(), smpp.getTransactionTimer());
      attempt = null;
      LOG.info("SMPP session {} is bound.", name);
      lastTrouble = "";
      SmscSession bound = new SmscSession(session, socket);
      sessions.holdWhileUp(bound);
      trouble(bound.isRefused() ? "the SMSC refuses to take requests over it" : "it is lost");
      return smpp.getInitialReconnectDelay();
    } catch (IOException | RuntimeException e) {
      trouble(
          e.getCause() instanceof ResponseTimeoutException
              ? "the bind was not answered"
              : Objects.requireNonNullElse(e.getMessage(), e.getClass().getName()));
      return smpp.getReconnectDelay();
    } finally {
      attempt = null;
      end(session, socket);
    }
  }

  private SMPPSession session(SmscSocket socket) {
    SMPPSession session = new SMPPSession(socket);
    session.setEnquireLinkTimer(smpp.getEnquireLinkTimer());
    session.setTransactionTimer(smpp.getTransactionTimer());
    session.setPduProcessorDegree(smpp.getPduProcessorDegree());
    session.setQueueCapacity(smpp.getPduProcessorQueueCapacity());
    session.addSessionStateListener(smpp.getSessionStateListener());
    session.addSessionStateListener((now, before, source) -> changed(now));
    receiver.ifPresent(session::setMessageReceiverListener);
    return session;
  }

  private void changed(SessionState now) {
    // jsmpp waits its whole time for the answer to a bind, also when the connection is gone.
    if (now == SessionState.CLOSED && attempt != null && Thread.currentThread() != thread) {
      thread.interrupt();
    }
    sessions.wake();
  }

  private BindParameter bind() {
    return new BindParameter(
        receiver.isPresent() ? BindType.BIND_TRX : BindType.BIND_TX,
        smpp.getSystemId(),
        smpp.getPassword(),
        smpp.getSystemType(),
        TypeOfNumber.valueOf(smpp.getTypeOfNumber()),
        NumberingPlanIndicator.valueOf(smpp.getNumberingPlanIndicator()),
        "",
        smpp.getInterfaceVersionByte());
  }

  private static void end(SMPPSession session, SmscSocket socket) {
    // An interrupt has ended a wait here, and would cut off the wait for unbind_resp.
    Thread.interrupted();
    session.setTransactionTimer(Math.min(UNBIND_MILLIS, session.getTransactionTimer()));
    try {
      if (socket.isOpen()) {
        session.unbindAndClose();
      } else {
        session.close();
      }
    } catch (RuntimeException e) {
      LOG.debug("jsmpp complains when two threads close a session", e);
    }
    socket.close();
  }

  /** Says the same only once in a row: an SMSC may be down for long. */
  private void trouble(String what) {
    if (!what.equals(lastTrouble) && !sessions.isEnding()) {
      LOG.warn("SMPP session {} is not bound: {}", name, what);
    }
    lastTrouble = what;
  }
}
