package dev.caravan.sandbox;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;

/**
 * Takes the place of a client: keeps the last callbacks it received, in memory. In the default
 * profile, callbacks to other hosts arrive here too, so that a first try calls no stranger.
 */
@Sandbox
class CallbackSink {
  private static final int KEPT = 1_000;
  private static final int MAX_BODY_BYTES = 512 * 1024;

  private final Deque<Received> received = new ArrayDeque<>();
  private final Clock clock;

  CallbackSink(Clock clock) {
    this.clock = clock;
  }

  /** One callback; {@code url} is where it was meant to go. */
  record Received(Instant at, String url, Map<String, String> headers, String body) {}

  /** The callbacks received, the newest first. */
  record Items(List<Received> items) {}

  @PostMapping({"/sandbox/callback", "/sandbox/callback/**"})
  void receive(
      @RequestHeader(name = "X-Caravan-Intended-For", required = false) String intendedFor,
      HttpServletRequest request)
      throws IOException {
    byte[] body = request.getInputStream().readNBytes(MAX_BODY_BYTES);
    Map<String, String> headers = new TreeMap<>();
    Collections.list(request.getHeaderNames())
        .forEach(name -> headers.put(name, request.getHeader(name)));
    String query = request.getQueryString();
    String asked = request.getRequestURL() + (query == null ? "" : "?" + query);
    keep(
        new Received(
            clock.instant(),
            intendedFor == null ? asked : intendedFor,
            headers,
            new String(body, StandardCharsets.UTF_8)));
  }

  @GetMapping("/sandbox/callbacks")
  synchronized Items list() {
    return new Items(List.copyOf(received));
  }

  private synchronized void keep(Received callback) {
    received.addFirst(callback);
    if (received.size() > KEPT) {
      received.removeLast();
    }
  }
}
