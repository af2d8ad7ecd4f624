package dev.caravan.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The provider that reports by HTTP: posts what is due over keep-alive connections, as many as it
 * takes, in one thread.
 */
final class Reporter implements Runnable {
  private static final int MOST_CONNECTIONS = 64;

  private final Selector selector;
  private final DueReports reports;
  private final Deque<Framed> free = new ArrayDeque<>();
  private final Map<Framed, DueReports.Due> posted = new IdentityHashMap<>();
  private int connections;
  private volatile int port;
  private volatile boolean stopping;

  Reporter(Messages messages) throws IOException {
    this.reports = new DueReports(messages);
    this.selector = Selector.open();
  }

  /** Where the service listens. */
  void reportTo(int servicePort) {
    port = servicePort;
  }

  /** The id by which provider and service know the message. */
  static String id(int number) {
    return "ATXid_" + number;
  }

  void accepted(int number) {
    reports.accepted(number);
  }

  void stop() {
    stopping = true;
    selector.wakeup();
  }

  @Override
  public void run() {
    try {
      while (!stopping) {
        selector.select(this::read, reports.rest());
        post();
      }
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      selector.close();
    } catch (IOException e) {
      throw new IllegalStateException("the provider that reports failed", e);
    }
  }

  private void post() throws IOException {
    while (reports.isOneDue() && (!free.isEmpty() || connections < MOST_CONNECTIONS)) {
      Framed connection = free.isEmpty() ? connect() : free.pop();
      DueReports.Due report = reports.take();
      posted.put(connection, report);
      try {
        connection.write(request(report.number()).getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        lost(connection);
      }
    }
  }

  private Framed connect() throws IOException {
    SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    Framed connection = new Framed(channel);
    channel.register(selector, SelectionKey.OP_READ, connection);
    connections++;
    return connection;
  }

  private void read(SelectionKey key) {
    Framed connection = (Framed) key.attachment();
    try {
      boolean open = connection.read();
      String answer = connection.next();
      if (answer != null) {
        reports.answered(posted.remove(connection), answer.startsWith("200", 9));
        free.push(connection);
      }
      if (!open) {
        lost(connection);
      }
    } catch (IOException e) {
      lost(connection);
    }
  }

  private void lost(Framed connection) {
    free.remove(connection);
    connections--;
    DueReports.Due unanswered = posted.remove(connection);
    if (unanswered != null) {
      reports.answered(unanswered, false);
    }
    try {
      connection.channel.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }

  private static String request(int number) {
    String body =
        "id=%s&status=Success&phoneNumber=%%2B254%s&networkCode=63902"
            .formatted(id(number), Channel.recipient(number).substring(1));
    return "POST /api/v1.0/deliveryReports/africas-talking/"
        + Channel.REPORT_SECRET
        + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        + "Content-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }
}
