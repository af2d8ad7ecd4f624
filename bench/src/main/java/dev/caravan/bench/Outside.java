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
 * Provider and client in one server: counts the calls of both, answers 200. A message whose text
 * begins with {@code slow} is answered late, as by a provider that is busy.
 */
final class Outside implements Runnable {
  private static final byte[] OK =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
          .getBytes(StandardCharsets.US_ASCII);

  private final Selector selector;
  private final ServerSocketChannel server;
  private final Duration slow;
  private final Deque<Late> late = new ArrayDeque<>();
  private volatile Messages messages;
  private volatile Runnable finished = () -> {};
  private volatile boolean stopping;

  private record Late(Framed connection, long at) {}

  Outside(Duration slow) throws IOException {
    this.slow = slow;
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

  private static void answer(Framed connection) {
    try {
      connection.write(OK);
    } catch (IOException e) {
      // The caller has given up; the service's own figures show it.
    }
  }
}
