package dev.caravan.sandbox;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jsmpp.DefaultPDUReader;
import org.jsmpp.PDUStringException;
import org.jsmpp.SMPPConstant;
import org.jsmpp.bean.InterfaceVersion;
import org.jsmpp.session.BindRequest;
import org.jsmpp.session.SMPPServerSession;
import org.jsmpp.session.connection.socket.SocketConnection;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.core.env.Environment;

/**
 * An SMSC with one account: lets its sessions in, whatever they bind as. What it does with their
 * messages is in {@link SmscSubmits}.
 */
@SandboxPart
class SmscStandIn implements InitializingBean, DisposableBean {
  private static final int BIND_TIMEOUT_MILLIS = 5_000;
  private static final int TRANSACTION_TIMEOUT_MILLIS = 10_000;
  private static final int THREADS_OF_A_SESSION = 8;
  private static final int WAITING_OF_A_SESSION = 10_000;
  private static final int THREADS_FOR_RECEIPTS = 16;

  private final SmscPort port;
  private final Environment environment;
  private final Reports reports;
  private final SmscSessions sessions = new SmscSessions();
  private final SmscResponses responses;
  private final SmscSubmits submits;

  SmscStandIn(
      SmscPort port,
      SandboxProperties sandbox,
      Behaviours behaviours,
      AcceptedMessages messages,
      MeterRegistry meters,
      Environment environment,
      Clock clock) {
    this.port = port;
    this.environment = environment;
    this.reports = new Reports(StandIn.SMPP, THREADS_FOR_RECEIPTS, meters);
    this.responses = new SmscResponses(behaviours, reports);
    this.submits =
        new SmscSubmits(sandbox, behaviours, messages, reports, sessions, responses, clock);
  }

  @Override
  public void afterPropertiesSet() {
    start(this::acceptAll);
  }

  private void acceptAll() {
    while (!port.socket().isClosed()) {
      try {
        Socket socket = port.socket().accept();
        start(() -> open(socket));
      } catch (IOException e) {
        // Closed, or a client that left while it was let in.
      }
    }
  }

  private void open(Socket socket) {
    try {
      SocketConnection connection = new SocketConnection(socket);
      connection.setSoTimeout(BIND_TIMEOUT_MILLIS);
      SMPPServerSession session =
          new SMPPServerSession(
              connection,
              null,
              submits,
              null,
              THREADS_OF_A_SESSION,
              WAITING_OF_A_SESSION,
              responses,
              new DefaultPDUReader());
      session.setTransactionTimer(TRANSACTION_TIMEOUT_MILLIS);
      bind(session, session.waitForBind(BIND_TIMEOUT_MILLIS));
    } catch (IOException | TimeoutException | PDUStringException e) {
      // Whoever connected did not bind.
    }
  }

  private void bind(SMPPServerSession session, BindRequest bind)
      throws IOException, PDUStringException {
    String systemId = environment.getRequiredProperty("caravan.smpp.system-id");
    String password = environment.getRequiredProperty("caravan.smpp.password");
    if (!bind.getSystemId().equals(systemId)) {
      refuse(session, bind, SMPPConstant.STAT_ESME_RINVSYSID);
    } else if (!bind.getPassword().equals(password)) {
      refuse(session, bind, SMPPConstant.STAT_ESME_RINVPASWD);
    } else {
      // Known before it is bound: its first message may have a receipt at once.
      sessions.add(session);
      bind.accept(systemId, InterfaceVersion.IF_34);
    }
  }

  /** Closed a little later: clients miss an answer that the end of the connection follows. */
  private void refuse(SMPPServerSession session, BindRequest bind, int status) throws IOException {
    bind.reject(status);
    reports.after(Duration.ofSeconds(1), session::close);
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "sandbox-smsc");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void destroy() throws IOException {
    port.socket().close();
    sessions.close();
    reports.close();
  }
}
