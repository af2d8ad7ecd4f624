package dev.caravan.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The provider that speaks SMPP: takes every message, and delivers the receipts that are due over
 * the session that is least busy, ten at a time over each. One thread, and no more of the protocol
 * than that.
 */
final class Smsc implements Runnable {
  private static final int WINDOW = 10;

  private final Selector selector;
  private final ServerSocketChannel server;
  private final Messages messages;
  private final DueReports receipts;
  private final List<SmppFramed> bound = new ArrayList<>();
  private volatile boolean stopping;

  Smsc(Messages messages) throws IOException {
    this.messages = messages;
    receipts = new DueReports(messages);
    selector = Selector.open();
    server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress("127.0.0.1", 0));
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT);
  }

  int port() throws IOException {
    return ((InetSocketAddress) server.getLocalAddress()).getPort();
  }

  void stop() {
    stopping = true;
    selector.wakeup();
  }

  @Override
  public void run() {
    try {
      while (!stopping) {
        selector.select(this::serve, receipts.rest());
        deliver();
      }
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      selector.close();
    } catch (IOException e) {
      throw new IllegalStateException("the SMSC failed", e);
    }
  }

  private void serve(SelectionKey key) {
    try {
      if (key.isAcceptable()) {
        SocketChannel channel = server.accept();
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, new SmppFramed(channel));
        return;
      }
      SmppFramed session = (SmppFramed) key.attachment();
      if (!session.read()) {
        lost(session);
        return;
      }
      for (SmppFramed.Pdu pdu = session.next(); pdu != null; pdu = session.next()) {
        heard(session, pdu);
      }
    } catch (IOException e) {
      lost((SmppFramed) key.attachment());
    }
  }

  private void heard(SmppFramed session, SmppFramed.Pdu pdu) throws IOException {
    switch (pdu.command()) {
      case SmppFramed.BIND_TRANSCEIVER -> {
        session.answer(pdu, Channel.SYSTEM_ID);
        bound.add(session);
      }
      case SmppFramed.SUBMIT_SM -> {
        int number = pdu.numberInText();
        messages.calledProvider(number);
        session.answer(pdu, Integer.toString(number));
        receipts.accepted(number);
      }
      case SmppFramed.DELIVER_SM_RESP ->
          receipts.answered(session.inFlight.remove(pdu.sequence()), pdu.status() == 0);
      case SmppFramed.ENQUIRE_LINK -> session.answer(pdu, null);
      case SmppFramed.UNBIND -> {
        session.answer(pdu, null);
        bound.remove(session);
      }
      default -> throw new IOException("command " + Integer.toHexString(pdu.command()));
    }
  }

  private void deliver() {
    Optional<SmppFramed> idle = leastBusy();
    while (idle.isPresent() && receipts.isOneDue()) {
      SmppFramed session = idle.get();
      DueReports.Due receipt = receipts.take();
      try {
        session.deliver(receipt);
      } catch (IOException e) {
        lost(session);
      }
      idle = leastBusy();
    }
  }

  private Optional<SmppFramed> leastBusy() {
    return bound.stream()
        .min(Comparator.comparing(session -> session.inFlight.size()))
        .filter(session -> session.inFlight.size() < WINDOW);
  }

  private void lost(SmppFramed session) {
    bound.remove(session);
    session.inFlight.values().forEach(receipt -> receipts.answered(receipt, false));
    session.inFlight.clear();
    try {
      session.channel.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }
}
