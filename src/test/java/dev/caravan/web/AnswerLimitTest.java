package dev.caravan.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class AnswerLimitTest {
  private static final int LIMIT = 1000;

  private final CloseableHttpClient client = AnswerLimit.set(HttpClients.custom(), LIMIT).build();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    server.stop(0);
    threads.shutdownNow();
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "999, 999", "1000, 1000", "1001, 1000", "500000, 1000"})
  void passesTheFirstBytes(int sent, int passed) throws IOException {
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, sent == 0 ? -1 : sent);
          exchange.getResponseBody().write(new byte[sent]);
          exchange.close();
        });

    assertThat(get()).hasSize(passed);
    // Also over a connection that may have been kept.
    assertThat(get()).hasSize(passed);
  }

  @Test
  void doesNotWaitForTheEndOfAnEndlessOne() throws IOException {
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          while (true) {
            exchange.getResponseBody().write(new byte[100]);
            exchange.getResponseBody().flush();
          }
        });

    assertThat(get()).hasSize(LIMIT);
  }

  @Test
  void countsWhatWasDecompressed() throws IOException {
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream body = new GZIPOutputStream(exchange.getResponseBody())) {
            body.write(new byte[1_000_000]);
          }
        });

    assertThat(get()).hasSize(LIMIT);
  }

  private byte[] get() throws IOException {
    return client.execute(
        new HttpGet("http://127.0.0.1:" + server.getAddress().getPort()),
        response -> {
          ByteArrayOutputStream body = new ByteArrayOutputStream();
          if (response.getEntity() != null) {
            response.getEntity().getContent().transferTo(body);
          }
          return body.toByteArray();
        });
  }
}
