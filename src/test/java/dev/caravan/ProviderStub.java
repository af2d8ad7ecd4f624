package dev.caravan;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Somebody outside, for tests: a provider or a client that answers as told and remembers every
 * call. What a test tells it goes by a text that its calls contain, so tests do not meet.
 */
public final class ProviderStub {
  private final HttpServer server;
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final Map<String, Queue<Reply>> replies = new ConcurrentHashMap<>();

  public record Call(String path, Map<String, List<String>> headers, String body) {}

  /**
   * An answer; {@code until} holds it back, status 0 drops the connection instead, and a header
   * X-Drip has the body come byte by byte.
   */
  public record Reply(int status, Map<String, String> headers, String body, CountDownLatch until) {
    public static Reply status(int status) {
      return new Reply(status, Map.of(), "{}", new CountDownLatch(0));
    }
  }

  public ProviderStub() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new IllegalStateException("no free port", e);
    }
    server.setExecutor(
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "provider-stub");
              thread.setDaemon(true);
              return thread;
            }));
    server.createContext("/", this::answer);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The answers to the next calls that contain this text; afterwards 200 again. */
  public void reply(String containing, Reply... next) {
    replies.put(containing, new ConcurrentLinkedQueue<>(List.of(next)));
  }

  /** The calls that contained this text, in body or path, in their order. */
  public List<Call> calls(String containing) {
    return calls.stream().filter(call -> (call.path() + call.body()).contains(containing)).toList();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Call call = new Call(exchange.getRequestURI().toString(), exchange.getRequestHeaders(), body);
    calls.add(call);
    Reply reply =
        replies.entrySet().stream()
            .filter(told -> (call.path() + call.body()).contains(told.getKey()))
            .map(told -> told.getValue().poll())
            .filter(told -> told != null)
            .findFirst()
            .orElse(Reply.status(200));
    try {
      reply.until().await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (reply.status() == 0) {
      exchange.close();
      return;
    }
    reply.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
    String drip = reply.headers().get("X-Drip");
    if (drip != null) {
      drip(exchange, Integer.parseInt(drip));
      return;
    }
    exchange.sendResponseHeaders(reply.status(), bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** Never silent for long, and never done: a byte every tenth of a second, until nobody reads. */
  private static void drip(HttpExchange exchange, int bytes) {
    try {
      exchange.sendResponseHeaders(200, bytes);
      for (int i = 0; i < bytes; i++) {
        exchange.getResponseBody().write(' ');
        exchange.getResponseBody().flush();
        new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
      }
    } catch (IOException e) {
      // The reader has gone, as it should.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      exchange.close();
    }
  }
}
