package dev.caravan.channel;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that keeps every byte it is sent and answers with the bytes it was given. */
final class OneCallServer implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

  private final ServerSocket server;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile CountDownLatch silence = new CountDownLatch(0);
  private volatile String answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

  OneCallServer() {
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread thread = new Thread(this::serve, "one-call-server");
    thread.setDaemon(true);
    thread.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  /** The next answers; null closes the connection instead. */
  void answer(String status, String headers, String body) {
    answer =
        status == null
            ? null
            : "HTTP/1.1 %s X\r\n%sConnection: close\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(status, headers, body.getBytes(StandardCharsets.UTF_8).length, body);
  }

  /** Says nothing to what comes from now on, until then. */
  void silentUntil(CountDownLatch end) {
    silence = end;
  }

  /** All requests so far, byte by byte, with the port as {@code PORT}. */
  List<String> requests() {
    return requests.stream()
        .map(request -> request.replace(":" + server.getLocalPort(), ":PORT"))
        .toList();
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        requests.add(read(socket.getInputStream()));
        silence.await();
        if (answer != null) {
          socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
          socket.getOutputStream().flush();
        }
      } catch (IOException e) {
        // The caller went away, or the test is over.
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private static String read(InputStream in) throws IOException {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    int end = -1;
    while (end < 0) {
      int next = in.read();
      if (next < 0) {
        break;
      }
      request.write(next);
      end = request.toString(StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n");
    }
    Matcher length = LENGTH.matcher(request.toString(StandardCharsets.ISO_8859_1));
    if (length.find()) {
      request.write(in.readNBytes(Integer.parseInt(length.group(1))));
    }
    return request.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
