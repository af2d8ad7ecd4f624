package dev.caravan;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** A client that may send what no HTTP client would. */
public final class RawHttp implements AutoCloseable {
  private final Socket socket;

  /** Connects; reads give up after that time. */
  public RawHttp(int port, int timeoutMillis) {
    try {
      socket = new Socket("127.0.0.1", port);
      socket.setSoTimeout(timeoutMillis);
      socket.setTcpNoDelay(true);
    } catch (IOException e) {
      throw new IllegalStateException("no connection", e);
    }
  }

  /** One answer; its body is decoded if it came in chunks. */
  public record Answer(int status, Map<String, String> headers, String body) {
    /** The header's value, or {@code none}. */
    public String header(String name) {
      return headers.getOrDefault(name, "none");
    }
  }

  /** Sends these bytes, and reads until the server closes. */
  public static Answer exchange(int port, String request) {
    try (RawHttp http = new RawHttp(port, 30_000)) {
      http.send(request);
      return http.answer();
    }
  }

  /** Sends these characters as bytes; false when the server no longer takes them. */
  public boolean send(String text) {
    try {
      OutputStream out = socket.getOutputStream();
      out.write(text.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      return true;
    } catch (SocketException e) {
      return false;
    } catch (IOException e) {
      throw new IllegalStateException("cannot send", e);
    }
  }

  /** Everything until the server closes, as one answer; its status is 0 when there was none. */
  public Answer answer() {
    String text = readToEnd();
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      return new Answer(0, Map.of(), text);
    }
    String[] lines = text.substring(0, end).split("\r\n");
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (int i = 1; i < lines.length; i++) {
      String[] header = lines[i].split(": ?", 2);
      headers.put(header[0], header[1]);
    }
    String body = text.substring(end + 4);
    return new Answer(
        Integer.parseInt(lines[0].split(" ")[1]),
        headers,
        "chunked".equals(headers.get("Transfer-Encoding")) ? unchunked(body) : body);
  }

  private String readToEnd() {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    try {
      InputStream in = socket.getInputStream();
      byte[] chunk = new byte[8192];
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        read.write(chunk, 0, n);
      }
    } catch (SocketException e) {
      // Reset: the server has hung up.
    } catch (IOException e) {
      throw new IllegalStateException("the server did not close: " + read, e);
    }
    return read.toString(StandardCharsets.UTF_8);
  }

  /** Good for ASCII, which is all that our answers hold here. */
  private static String unchunked(String chunks) {
    StringBuilder body = new StringBuilder();
    int at = 0;
    while (true) {
      int line = chunks.indexOf("\r\n", at);
      int size = Integer.parseInt(chunks.substring(at, line), 16);
      if (size == 0) {
        return body.toString();
      }
      body.append(chunks, line + 2, line + 2 + size);
      at = line + 4 + size;
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException("cannot close", e);
    }
  }
}
