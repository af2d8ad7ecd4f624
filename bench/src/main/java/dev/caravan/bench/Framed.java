package dev.caravan.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * One keep-alive HTTP/1.1 connection, client's or server's side, with as little work as the load
 * generator can get away with: it shares the machine with what it measures.
 */
final class Framed {
  private static final byte[] LENGTH = "\r\ncontent-length:".getBytes(StandardCharsets.US_ASCII);

  final SocketChannel channel;

  /** The message that this connection waits for an answer to; -1 when it is free. */
  int number = -1;

  private final ByteBuffer in = ByteBuffer.allocate(64 * 1024);

  Framed(SocketChannel channel) {
    this.channel = channel;
  }

  /** Reads what is there; false when the other side has closed. */
  boolean read() throws IOException {
    return channel.read(in) >= 0;
  }

  /** The next whole message (head and body), or null while it is not complete. */
  String next() throws IOException {
    byte[] bytes = in.array();
    int end = in.position();
    int head = headEnd(bytes, end);
    if (head < 0) {
      if (!in.hasRemaining()) {
        throw new IOException("a message is longer than " + in.capacity() + " bytes");
      }
      return null;
    }
    int total = head + bodyLength(bytes, head);
    if (end < total) {
      return null;
    }
    String message = new String(bytes, 0, total, StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, total, bytes, 0, end - total);
    in.position(end - total);
    return message;
  }

  void write(byte[] message) throws IOException {
    ByteBuffer out = ByteBuffer.wrap(message);
    while (out.hasRemaining()) {
      channel.write(out);
    }
  }

  private static int headEnd(byte[] bytes, int end) {
    for (int i = 3; i < end; i++) {
      if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n') {
        return i + 1;
      }
    }
    return -1;
  }

  private static int bodyLength(byte[] bytes, int head) {
    for (int i = 0; i + LENGTH.length < head; i++) {
      if (startsWith(bytes, i)) {
        int length = 0;
        for (int j = i + LENGTH.length; bytes[j] != '\r'; j++) {
          length = bytes[j] == ' ' ? length : length * 10 + bytes[j] - '0';
        }
        return length;
      }
    }
    return 0;
  }

  private static boolean startsWith(byte[] bytes, int at) {
    for (int i = 0; i < LENGTH.length; i++) {
      int there = bytes[at + i];
      if (there != LENGTH[i] && (there | 0x20) != LENGTH[i]) {
        return false;
      }
    }
    return true;
  }
}
