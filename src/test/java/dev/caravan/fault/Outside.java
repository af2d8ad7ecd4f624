package dev.caravan.fault;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Provider and client of a campaign in one. It keeps a log of every call, by the id of the message,
 * which travels as the message's text.
 */
final class Outside implements AutoCloseable {
  static {
    // Without it, every answer on a kept connection waits 40 ms for an acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private static final Pattern DELIVERY_STATUS =
      Pattern.compile("\"delivery_status\": ?\"([a-z_]+)\"");
  private static final byte[] EMPTY_OBJECT = "{}".getBytes(StandardCharsets.US_ASCII);

  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "outside");
            thread.setDaemon(true);
            return thread;
          });
  private final Map<String, Collection<Call>> providerCalls = new ConcurrentHashMap<>();
  private final Map<String, Collection<Call>> callbacks = new ConcurrentHashMap<>();
  private final Map<String, Manner> mannersById = new ConcurrentHashMap<>();
  private final Set<String> prefixes = ConcurrentHashMap.newKeySet();
  private volatile Manner provider = ok();
  private volatile Manner client = ok();

  /** How a call is met. It may wait, and run what a test wants to happen during the call. */
  @FunctionalInterface
  interface Manner {
    /** The status to answer; 0 drops the connection instead. */
    int meet(String id) throws InterruptedException;
  }

  /** A call that arrived. */
  static final class Call {
    private final long at = System.nanoTime();
    private final String said;
    private volatile int status;

    Call(String said) {
      this.said = said;
    }

    /** The delivery status that a callback names; empty for a provider's call. */
    String said() {
      return said;
    }

    /** When it arrived, in {@link System#nanoTime()}. */
    long at() {
      return at;
    }

    /** What was answered; 0 while there is no answer, and for ever if there is none. */
    int status() {
      return status;
    }
  }

  Outside() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    } catch (IOException e) {
      throw new IllegalStateException("no free port", e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::meet);
    server.start();
  }

  static Manner ok() {
    return id -> 200;
  }

  /** Answers late. */
  static Manner slow(Duration delay) {
    return id -> {
      new CountDownLatch(1).await(delay.toMillis(), TimeUnit.MILLISECONDS);
      return 200;
    };
  }

  /** Answers only when told so. */
  static Manner hold(CountDownLatch until) {
    return id -> {
      until.await();
      return 200;
    };
  }

  static Manner refuse(int status) {
    return id -> status;
  }

  /** Takes the request and closes without an answer. */
  static Manner drop() {
    return id -> 0;
  }

  /** How the provider meets calls from now on. */
  void provider(Manner manner) {
    provider = manner;
  }

  /** How the provider meets calls with this message from now on. */
  void provider(String id, Manner manner) {
    mannersById.put(id, manner);
  }

  /** How the client meets callbacks from now on. */
  void client(Manner manner) {
    client = manner;
  }

  /** Says that ids which begin so have a sender, though not the one whose ledger is made up. */
  void knows(String prefix) {
    prefixes.add(prefix);
  }

  boolean isKnown(String id) {
    return prefixes.stream().anyMatch(id::startsWith);
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The address that a message names for its callback. */
  String callbackUrl(String id) {
    return url() + "/callback/" + id;
  }

  /** The provider's log: calls by message id. */
  Map<String, Collection<Call>> providerCalls() {
    return providerCalls;
  }

  /** The client's log: callbacks by message id. */
  Map<String, Collection<Call>> callbacks() {
    return callbacks;
  }

  List<Call> providerCalls(String id) {
    return List.copyOf(providerCalls.getOrDefault(id, List.of()));
  }

  private void meet(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String path = exchange.getRequestURI().getPath();
      if (path.startsWith("/callback/")) {
        String id = path.substring("/callback/".length());
        Matcher status = DELIVERY_STATUS.matcher(body);
        answer(exchange, callbacks, id, client, status.find() ? status.group(1) : "nothing");
      } else {
        String id = field(body, "message");
        answer(exchange, providerCalls, id, mannersById.getOrDefault(id, provider), "");
      }
    }
  }

  private static void answer(
      HttpExchange exchange,
      Map<String, Collection<Call>> log,
      String id,
      Manner manner,
      String said)
      throws IOException {
    int status;
    Call call = new Call(said);
    log.computeIfAbsent(id, any -> new ConcurrentLinkedQueue<>()).add(call);
    try {
      status = manner.meet(id);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      status = 0;
    }
    call.status = status;
    if (status != 0) {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, EMPTY_OBJECT.length);
      exchange.getResponseBody().write(EMPTY_OBJECT);
    }
  }

  private static String field(String form, String name) {
    for (String pair : form.split("&")) {
      if (pair.startsWith(name + "=")) {
        return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
      }
    }
    return "a call without a " + name;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
