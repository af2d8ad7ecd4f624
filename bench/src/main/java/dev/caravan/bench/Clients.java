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

/** Sends messages over a number of keep-alive connections, all of them in one thread. */
final class Clients implements Runnable {
  private final Selector selector;
  private final Deque<Framed> free = new ArrayDeque<>();
  private final Messages messages;
  private final Request request;
  private final int port;
  private final boolean slow;
  private volatile Arrivals arrivals = now -> -1;
  private volatile boolean stopping;

  /** The text of a request for the message with that number. */
  interface Request {
    String of(int number);
  }

  Clients(int port, int connections, Messages messages, boolean slow, Request request)
      throws IOException {
    this.slow = slow;
    this.port = port;
    this.messages = messages;
    this.request = request;
    this.selector = Selector.open();
    for (int i = 0; i < connections; i++) {
      connect();
    }
  }

  private void connect() throws IOException {
    SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    Framed connection = new Framed(channel);
    channel.register(selector, SelectionKey.OP_READ, connection);
    free.add(connection);
  }

  void follow(Arrivals next) {
    arrivals = next;
    wake();
  }

  /** Something has happened outside that may let another message go. */
  void wake() {
    selector.wakeup();
  }

  void stop() {
    stopping = true;
    wake();
  }

  @Override
  public void run() {
    try {
      while (!stopping) {
        selector.select(this::read, 1);
        send();
      }
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      selector.close();
    } catch (IOException e) {
      throw new IllegalStateException("the load generator failed", e);
    }
  }

  private void send() {
    while (!free.isEmpty() && !messages.isFull()) {
      long intended = arrivals.due(System.nanoTime());
      if (intended < 0) {
        return;
      }
      Framed connection = free.poll();
      connection.number = messages.begin(intended, slow);
      try {
        connection.write(request.of(connection.number).getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        lost(connection);
      }
    }
  }

  private void read(SelectionKey key) {
    Framed connection = (Framed) key.attachment();
    try {
      boolean open = connection.read();
      String answer = connection.next();
      if (answer != null) {
        int status = Integer.parseInt(answer.substring(9, 12));
        messages.answered(connection.number, status, System.nanoTime());
        connection.number = -1;
        free.push(connection);
      } else if (!open) {
        throw new IOException("closed");
      }
    } catch (IOException e) {
      lost(connection);
    }
  }

  /** A message without an answer counts as failed; its connection is made anew. */
  private void lost(Framed connection) {
    if (connection.number >= 0) {
      messages.answered(connection.number, 0, System.nanoTime());
    }
    free.remove(connection);
    try {
      connection.channel.close();
      connect();
    } catch (IOException e) {
      throw new IllegalStateException("the service is gone", e);
    }
  }
}
