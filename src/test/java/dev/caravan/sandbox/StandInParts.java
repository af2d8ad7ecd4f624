package dev.caravan.sandbox;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.mock.env.MockEnvironment;

/** Stand-ins without the service, and a receiver for what they report. */
final class StandInParts implements AutoCloseable {
  final SandboxProperties sandbox =
      new SandboxProperties(
          Duration.ZERO,
          0,
          Duration.ofMillis(20),
          Duration.ofMillis(600),
          Duration.ofMillis(50),
          0);
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final AcceptedMessages messages = new AcceptedMessages(Clock.systemUTC());
  final Behaviours behaviours = new Behaviours(sandbox);
  final Replies replies = new Replies(sandbox);
  final MockEnvironment environment = new MockEnvironment();

  /** The forms received, in order. */
  final List<String> reports = new CopyOnWriteArrayList<>();

  /** What the receiver answers first; 200 when there is nothing more. */
  final Queue<Integer> answers = new ConcurrentLinkedQueue<>();

  private final HttpServer receiver;

  StandInParts() {
    try {
      receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    receiver.createContext(
        "/",
        exchange -> {
          byte[] form = exchange.getRequestBody().readAllBytes();
          Integer status = answers.poll();
          reports.add(new String(form, StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(status == null ? 200 : status, -1);
          exchange.close();
        });
    receiver.start();
    environment.setProperty(
        "caravan.sandbox.africas-talking-reports",
        "http://127.0.0.1:%d/reports".formatted(receiver.getAddress().getPort()));
    environment.setProperty("caravan.smpp.system-id", "stand-in");
    environment.setProperty("caravan.smpp.password", "standin");
  }

  /** How many reports had this outcome. */
  double counted(StandIn standIn, String outcome) {
    return meters
        .counter("caravan.sandbox.reports", "provider", standIn.wire(), "outcome", outcome)
        .count();
  }

  @Override
  public void close() {
    receiver.stop(0);
    replies.destroy();
  }
}
