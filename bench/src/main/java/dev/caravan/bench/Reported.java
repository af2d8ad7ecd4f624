package dev.caravan.bench;

import java.io.IOException;

/** Channels whose messages are delivered when the provider has reported so. */
final class Reported {
  private static final int CONNECTIONS = 64;

  /** More than for httpbin: each waits for its report for a while, whatever the service does. */
  private static final int WINDOW = 512;

  private static final int SECONDS_TO_FILL = 3;

  private Reported() {}

  /**
   * What the channel carries, and how long it takes at the rate that it is to carry at least. Each
   * round ends with an empty path and a look at the database; only then its figures are printed.
   *
   * @param mark messages a second
   */
  static void play(Bench bench, Parts parts, Channel channel, int mark) throws IOException {
    try (Session session = bench.open(parts, channel, "all")) {
      Clients clients = session.clients(CONNECTIONS, "normal", "");
      clients.follow(Arrivals.window(session.messages, WINDOW));
      session.warmUp(bench.number("warmup"));
      Bench.quiet(session, clients);
      session.checkDelivered();
      for (int i = 0; i < bench.number("runs"); i++) {
        clients.follow(Arrivals.window(session.messages, WINDOW));
        round(session, clients, channel.wire() + ", 512 under way", bench.number("seconds"));
      }
      bench.mark(session.phases(), mark);
      clients.follow(Arrivals.rate(mark));
      String atMark = "%s at %d/s".formatted(channel.wire(), mark);
      round(session, clients, atMark, 3 * bench.number("seconds"));
      bench.keep(session);
    }
  }

  private static void round(Session session, Clients clients, String name, int seconds)
      throws IOException {
    session.warmUp(SECONDS_TO_FILL);
    Phase phase = session.watch(name, seconds);
    Bench.quiet(session, clients);
    session.checkDelivered();
    session.tell(phase);
  }
}
