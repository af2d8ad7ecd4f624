package dev.caravan.fault;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/**
 * One kept connection of a client, as plain as can be: many of them leave the processor to the
 * service, and nothing is sent twice behind the test's back.
 */
final class Wire implements AutoCloseable {
  private final URI target;
  private final String key;
  private final Duration patience;
  private Socket socket;
  private InputStream in;

  /**
   * What came back.
   *
   * @param status 0 when there was no answer
   * @param retryAfter whether it said when to try again
   * @param failure {@code ""}, or in one word why there was none: {@code refused} when it was
   *     certainly not sent, {@code lost} or {@code timeout} when it may have arrived
   */
  record Reply(int status, boolean retryAfter, String failure) {
    boolean accepted() {
      return status == 202;
    }

    /** There was no connection. */
    boolean wasNeverSent() {
      return failure.equals("refused");
    }
  }

  Wire(URI target, String key, Duration patience) {
    this.target = target;
    this.key = key;
    this.patience = patience;
  }

  /** Posts a body to sendMessage. */
  Reply post(String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    try {
      connect();
    } catch (IOException e) {
      close();
      return new Reply(0, false, "refused");
    }
    try {
      begin(bytes, bytes.length);
      return read();
    } catch (java.net.SocketTimeoutException e) {
      close();
      return new Reply(0, false, "timeout");
    } catch (IOException e) {
      close();
      return new Reply(0, false, "lost");
    }
  }

  /** Sends the head and the first bytes of a body; {@link #finish} sends the rest. */
  void begin(byte[] body, int first) throws IOException {
    connect();
    String head =
        """
        POST /api/v1.0/sendMessage HTTP/1.1\r
        Host: %s\r
        Authorization: %s\r
        Content-Type: application/json\r
        Content-Length: %d\r
        \r
        """
            .formatted(target.getAuthority(), key, body.length);
    byte[] headBytes = head.getBytes(StandardCharsets.US_ASCII);
    byte[] all = new byte[headBytes.length + first];
    System.arraycopy(headBytes, 0, all, 0, headBytes.length);
    System.arraycopy(body, 0, all, headBytes.length, first);
    socket.getOutputStream().write(all);
  }

  Reply finish(byte[] body, int first) {
    try {
      socket.getOutputStream().write(body, first, body.length - first);
      return read();
    } catch (IOException e) {
      close();
      return new Reply(0, false, "lost");
    }
  }

  private void connect() throws IOException {
    if (socket == null) {
      socket = new Socket();
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) patience.toMillis());
      socket.connect(new InetSocketAddress(target.getHost(), target.getPort()), 2000);
      in = new BufferedInputStream(socket.getInputStream());
    }
  }

  private Reply read() throws IOException {
    String line = line();
    int status = Integer.parseInt(line.split(" ")[1]);
    int length = 0;
    boolean chunked = false;
    boolean last = false;
    boolean retryAfter = false;
    for (line = line(); !line.isEmpty(); line = line()) {
      String header = line.toLowerCase(Locale.ROOT);
      if (header.startsWith("content-length:")) {
        length = Integer.parseInt(header.substring("content-length:".length()).trim());
      } else if (header.startsWith("transfer-encoding:")) {
        chunked = true;
      } else if (header.startsWith("connection:") && header.contains("close")) {
        last = true;
      } else if (header.startsWith("retry-after:")) {
        retryAfter = true;
      }
    }
    while (chunked) {
      int size = Integer.parseInt(line().trim(), 16);
      skip(size + 2);
      chunked = size > 0;
    }
    skip(length);
    if (last) {
      close();
    }
    return new Reply(status, retryAfter, "");
  }

  private void skip(int bytes) throws IOException {
    in.skipNBytes(bytes);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      int c = in.read();
      if (c < 0) {
        throw new EOFException("the server has hung up");
      }
      if (c == '\n') {
        return line.toString().stripTrailing();
      }
      line.append((char) c);
    }
  }

  @Override
  public void close() {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException e) {
      // It is given up anyway.
    }
    socket = null;
  }
}
