package dev.caravan.smpp;

import com.cloudhopper.commons.util.windowing.WindowFuture;
import com.cloudhopper.smpp.SmppServerConfiguration;
import com.cloudhopper.smpp.SmppServerHandler;
import com.cloudhopper.smpp.SmppServerSession;
import com.cloudhopper.smpp.SmppSessionConfiguration;
import com.cloudhopper.smpp.impl.DefaultSmppServer;
import com.cloudhopper.smpp.impl.DefaultSmppSession;
import com.cloudhopper.smpp.impl.DefaultSmppSessionHandler;
import com.cloudhopper.smpp.pdu.BaseBind;
import com.cloudhopper.smpp.pdu.BaseBindResp;
import com.cloudhopper.smpp.pdu.DeliverSm;
import com.cloudhopper.smpp.pdu.PduRequest;
import com.cloudhopper.smpp.pdu.PduResponse;
import com.cloudhopper.smpp.pdu.SubmitSm;
import com.cloudhopper.smpp.pdu.SubmitSmResp;
import com.cloudhopper.smpp.pdu.Unbind;
import com.cloudhopper.smpp.tlv.Tlv;
import com.cloudhopper.smpp.type.Address;
import com.cloudhopper.smpp.type.SmppProcessingException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * An SMSC for tests, made of a library that is not the one under test. It takes every part, and
 * answers by the part's destination as told. The port stays the same over stop and start.
 */
public final class ChSmsc implements AutoCloseable {
  private final int port = freePort();
  private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
  private final List<Submit> submits = new CopyOnWriteArrayList<>();
  private final List<SmppServerSession> sessions = new CopyOnWriteArrayList<>();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final Map<String, Queue<Integer>> next = new ConcurrentHashMap<>();
  private final AtomicInteger ids = new AtomicInteger();
  private final AtomicInteger binds = new AtomicInteger();
  private final AtomicInteger unbinds = new AtomicInteger();
  private final AtomicInteger mostInFlight = new AtomicInteger();
  private volatile int bindStatus;
  private volatile Consumer<Submit> onSubmit = submit -> {};
  private DefaultSmppServer server;

  /**
   * A submit_sm as it arrived.
   *
   * @param source TON/NPI/address, as the destination
   * @param session which session it came over
   * @param status the command_status it is answered with; null where the answer is lost
   */
  public record Submit(
      String id,
      String source,
      String destination,
      int esmClass,
      int dataCoding,
      int registeredDelivery,
      int priority,
      String validityPeriod,
      byte[] octets,
      long session,
      Integer status) {}

  /** A null status is no answer at all; with a {@code cut}, the session ends instead. */
  private record Answer(Integer status, Duration delay, boolean cut) {
    Answer(Integer status, Duration delay) {
      this(status, delay, false);
    }
  }

  public int port() {
    return port;
  }

  public List<Submit> submits() {
    return submits;
  }

  public int boundSessions() {
    return sessions.size();
  }

  /** How many binds were asked for, refused ones included. */
  public int binds() {
    return binds.get();
  }

  public int unbinds() {
    return unbinds.get();
  }

  /** The most submits that were unanswered at a time in one session. */
  public int mostInFlight() {
    return mostInFlight.get();
  }

  public void answer(String destination, int status) {
    answers.put(destination, new Answer(status, Duration.ZERO));
  }

  /** The statuses of the next answers for this destination; afterwards as told. */
  public void answerNext(String destination, Integer... statuses) {
    next.put(destination, new ConcurrentLinkedQueue<>(List.of(statuses)));
  }

  public void answerAfter(String destination, Duration delay) {
    answers.put(destination, new Answer(0, delay));
  }

  public void neverAnswer(String destination) {
    answers.put(destination, new Answer(null, Duration.ZERO));
  }

  /** Ends the session instead of an answer. */
  public void cut(String destination) {
    answers.put(destination, new Answer(null, Duration.ZERO, true));
  }

  /** Has this called for each submit, before it is answered; it must not block. */
  public void onSubmit(Consumer<Submit> listener) {
    onSubmit = listener;
  }

  /** 0 takes binds again. */
  public void refuseBinds(int status) {
    bindStatus = status;
  }

  public void start() {
    SmppServerConfiguration configuration = new SmppServerConfiguration();
    configuration.setHost("127.0.0.1");
    configuration.setPort(port);
    configuration.setNonBlockingSocketsEnabled(true);
    configuration.setDefaultWindowSize(100);
    configuration.setReuseAddress(true);
    server = new DefaultSmppServer(configuration, new Handler());
    try {
      server.start();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends all connections without a word. */
  public void stop() {
    if (server != null) {
      server.destroy();
      server = null;
      sessions.clear();
    }
  }

  /** Ends the connections, and takes new ones. */
  public void dropConnections() {
    sessions.forEach(session -> ((DefaultSmppSession) session).getChannel().close());
  }

  /** Asks the client to go. */
  public void unbindAll() {
    sessions.forEach(session -> session.unbind(1000));
  }

  /** Sends a deliver_sm, and returns the status of the answer. */
  public int deliver(int esmClass, int dataCoding, byte[] octets, Tlv... parameters) {
    DeliverSm deliver = new DeliverSm();
    deliver.setEsmClass((byte) esmClass);
    deliver.setDataCoding((byte) dataCoding);
    deliver.setSourceAddress(new Address((byte) 1, (byte) 1, "254700987654"));
    deliver.setDestAddress(new Address((byte) 3, (byte) 0, "20880"));
    try {
      deliver.setShortMessage(octets);
    } catch (Exception e) {
      throw new IllegalArgumentException(e);
    }
    for (Tlv each : parameters) {
      deliver.addOptionalParameter(each);
    }
    return request(deliver);
  }

  public int deliver(String receipt) {
    return deliver(0x04, 0, receipt.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Sends a request over any session, and returns the status of the answer. */
  public int request(PduRequest<?> request) {
    try {
      WindowFuture<Integer, PduRequest, PduResponse> future =
          sessions.get(0).sendRequestPdu(request, 5000, true);
      future.await();
      return future.getResponse().getCommandStatus();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    stop();
    later.shutdownNow();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException("no free port", e);
    }
  }

  private static String text(Address address) {
    return address.getTon() + "/" + address.getNpi() + "/" + address.getAddress();
  }

  private final class Handler implements SmppServerHandler {
    @Override
    public void sessionBindRequested(
        Long id, SmppSessionConfiguration configuration, BaseBind request)
        throws SmppProcessingException {
      binds.incrementAndGet();
      if (bindStatus != 0) {
        throw new SmppProcessingException(bindStatus);
      }
    }

    @Override
    public void sessionCreated(Long id, SmppServerSession session, BaseBindResp response) {
      session.serverReady(new Requests(id, session));
      sessions.add(session);
    }

    @Override
    public void sessionDestroyed(Long id, SmppServerSession session) {
      sessions.remove(session);
      session.destroy();
    }
  }

  private final class Requests extends DefaultSmppSessionHandler {
    private final long id;
    private final SmppServerSession session;
    private final AtomicInteger inFlight = new AtomicInteger();

    Requests(long id, SmppServerSession session) {
      this.id = id;
      this.session = session;
    }

    @Override
    public PduResponse firePduRequestReceived(PduRequest request) {
      if (request instanceof Unbind) {
        unbinds.incrementAndGet();
      }
      if (!(request instanceof SubmitSm submit)) {
        return request.createResponse();
      }
      mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
      Answer answer = answerTo(submit.getDestAddress().getAddress());
      Submit arrived = arrived(submit, answer.status());
      submits.add(arrived);
      onSubmit.accept(arrived);
      if (answer.cut()) {
        ((DefaultSmppSession) session).getChannel().close();
      }
      if (answer.status() == null) {
        return null;
      }
      SubmitSmResp response = submit.createResponse();
      response.setCommandStatus(answer.status());
      response.setMessageId(answer.status() == 0 ? arrived.id() : "");
      if (answer.delay().isZero()) {
        inFlight.decrementAndGet();
        return response;
      }
      later.schedule(() -> send(response), answer.delay().toMillis(), TimeUnit.MILLISECONDS);
      return null;
    }

    private Answer answerTo(String destination) {
      Integer status = next.getOrDefault(destination, new ConcurrentLinkedQueue<>()).poll();
      Answer told = answers.getOrDefault(destination, new Answer(0, Duration.ZERO));
      return status == null ? told : new Answer(status, Duration.ZERO);
    }

    private void send(SubmitSmResp response) {
      try {
        inFlight.decrementAndGet();
        session.sendResponsePdu(response);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    private Submit arrived(SubmitSm submit, Integer status) {
      return new Submit(
          "m-" + ids.incrementAndGet(),
          text(submit.getSourceAddress()),
          text(submit.getDestAddress()),
          submit.getEsmClass(),
          submit.getDataCoding(),
          submit.getRegisteredDelivery(),
          submit.getPriority(),
          submit.getValidityPeriod(),
          submit.getShortMessage() == null ? new byte[0] : submit.getShortMessage(),
          id,
          status);
    }
  }
}
