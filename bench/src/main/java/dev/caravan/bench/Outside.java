package dev.caravan.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Providers and client in one server: counts the calls of all, answers that all is well. A message
 * for httpbin whose text begins with {@code slow} is answered late, as by a provider that is busy;
 * on a message for Africa's Talking a report follows.
 */
final class Outside implements Runnable {
  private static final byte[] OK =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
          .getBytes(StandardCharsets.US_ASCII);

  private final Selector selector;
  private final ServerSocketChannel server;
  private final Duration slow;
  private final Reporter reporter;
  private final Deque<Late> late = new ArrayDeque<>();
  private volatile Messages messages;
  private volatile Runnable finished = () -> {};
  private volatile boolean stopping;

  private record Late(Framed connection, long at) {}

  Outside(Duration slow, Reporter reporter) throws IOException {
    this.slow = slow;
    this.reporter = reporter;
    selector = Selector.open();
    server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress("127.0.0.1", 0), 1024);
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT);
  }

  int port() throws IOException {
    return ((InetSocketAddress) server.getLocalAddress()).getPort();
  }

  /** Counts for these messages from now on. */
  void countFor(Messages now, Runnable eachFinished) {
    messages = now;
    finished = eachFinished;
  }

  void stop() {
    stopping = true;
    selector.wakeup();
  }

  @Override
  public void run() {
    try {
      while (!stopping) {
        selector.select(this::serve, late.isEmpty() ? 1000 : 5);
        while (!late.isEmpty() && late.peek().at() <= System.nanoTime()) {
          answer(late.poll().connection());
        }
      }
      server.close();
      selector.close();
    } catch (IOException e) {
      throw new IllegalStateException("the stand-in failed", e);
    }
  }

  private void serve(SelectionKey key) {
    try {
      if (key.isAcceptable()) {
        SocketChannel channel = server.accept();
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, new Framed(channel));
        return;
      }
      Framed connection = (Framed) key.attachment();
      if (!connection.read()) {
        connection.channel.close();
        return;
      }
      for (String call = connection.next(); call != null; call = connection.next()) {
        heard(connection, call);
      }
    } catch (IOException e) {
      key.cancel();
    }
  }

  private void heard(Framed connection, String call) {
    long now = System.nanoTime();
    if (call.startsWith("POST /callback/")) {
      int number = Integer.parseInt(call.substring(15, call.indexOf(' ', 15)));
      if (call.contains("\"delivery_status\": \"delivered\"")) {
        messages.calledBack(number, now);
        finished.run();
      }
      answer(connection);
      return;
    }
    int at = call.indexOf("message=") + 8;
    if (call.startsWith("POST /version1/messaging ")) {
      int number = number(call, at);
      messages.calledProvider(number);
      answer(connection, accepted(number));
      reporter.accepted(number);
      return;
    }
    boolean isSlow = call.startsWith("slow", at);
    messages.calledProvider(number(call, isSlow ? at + 4 : at));
    if (isSlow) {
      late.add(new Late(connection, now + slow.toNanos()));
    } else {
      answer(connection);
    }
  }

  private static int number(String call, int at) {
    int number = 0;
    for (int i = at; i < call.length() && Character.isDigit(call.charAt(i)); i++) {
      number = number * 10 + call.charAt(i) - '0';
    }
    return number;
  }

  /** Africa's Talking's answer for one number. */
  private static byte[] accepted(int number) {
    String body =
        "{\"SMSMessageData\":{\"Message\":\"Sent to 1/1 Total Cost: KES 0.8000\",\"Recipients\":[{"
            + "\"statusCode\":101,\"number\":\"+254"
            + Channel.recipient(number).substring(1)
            + "\",\"status\":\"Success\",\"cost\":\"KES 0.8000\",\"messageId\":\""
            + Reporter.id(number)
            + "\"}]}}";
    String head = "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: ";
    return (head + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII);
  }

  private static void answer(Framed connection) {
    answer(connection, OK);
  }

  private static void answer(Framed connection, byte[] answer) {
    try {
      connection.write(answer);
    } catch (IOException e) {
      // The caller has given up; the service's own figures show it.
    }
  }
}
