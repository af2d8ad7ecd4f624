package dev.caravan.bench;

import java.io.IOException;
import java.time.Duration;

/** What much data does to the speed: many messages queued, many messages stored. */
final class Volume {
  private static final int QUEUED = 100_000;

  private Volume() {}

  /** Accept rate and the latency of {@code high} messages, before and behind a full queue. */
  static void backlog(Bench bench, Parts parts) throws IOException {
    try (Session session = bench.open(parts, "all")) {
      // Slow enough that the backlog stays, whatever the consumers do.
      Clients slow = session.clients(64, "normal", "slow");
      Clients high = session.clients(8, "high", "");
      high.follow(Arrivals.rate(20));
      session.warmUp(bench.number("warmup"));
      session.measure("high at 20/s, queue empty", 2 * bench.number("seconds"), 1);
      int before = session.messages.accepted.get();
      slow.follow(now -> session.messages.begun() - before < QUEUED / 20 ? now : -1);
      session.warmUp(10);
      slow.follow(Arrivals.closed());
      session.measure(
          "accept and high at 20/s, queue short", bench.number("seconds"), bench.number("runs"));
      fill(session, slow);
      session.measure("high at 20/s, 100,000 queued", 2 * bench.number("seconds"), 1);
      slow.follow(Arrivals.closed());
      session.measure(
          "accept and high at 20/s, 100,000 queued", bench.number("seconds"), bench.number("runs"));
      bench.keep(session);
    }
  }

  private static void fill(Session session, Clients slow) {
    slow.follow(
        now ->
            session.messages.accepted.get() - session.messages.finished.get() < QUEUED ? now : -1);
    while (session.messages.accepted.get() - session.messages.finished.get() < QUEUED) {
      Pause.millis(200);
    }
    slow.follow(now -> -1);
    Pause.millis(3000);
  }

  /** The path's rate in an empty database and in one with a million finished messages. */
  static void million(Bench bench, Parts parts) throws IOException {
    try (Session session = bench.open(parts, "all")) {
      Clients clients = session.clients(64, "normal", "");
      clients.follow(Arrivals.window(session.messages, 256));
      session.warmUp(bench.number("warmup"));
      session.measure("end to end, empty", bench.number("seconds"), bench.number("runs"));
      Bench.quiet(session, clients);
      Stored.million(parts, session.database());
      clients.follow(Arrivals.window(session.messages, 256));
      session.warmUp(10);
      session.measure(
          "end to end, 1,000,000 stored", bench.number("seconds"), bench.number("runs"));
      Bench.quiet(session, clients);
      session.drain(Duration.ofMinutes(2));
      bench.keep(session);
    }
  }
}
