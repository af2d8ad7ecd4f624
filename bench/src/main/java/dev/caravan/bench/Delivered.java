package dev.caravan.bench;

import java.io.IOException;
import java.time.Duration;

/** What the database says of messages that have all come back. */
final class Delivered {
  /** The record of a callback is committed after the client has heard it. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Everything but the last is counted once for each message. */
  private static final String FACTS =
      """
      set search_path to %s;
      select 'messages ' || count(*) || ', delivered ' || count(*) filter (where state = 'delivered') from message;
      select 'recipients ' || count(*) || ', delivered ' || count(*) filter (where state = 'delivered') from recipient;
      select 'parts ' || count(*) || ', delivered ' || count(*) filter (where state = 'delivered') from part;
      select 'attempts ' || count(*) || ', accepted ' || count(*) filter (where outcome = 'accepted') from attempt;
      select 'deliveries ' || count(*) || ', of messages ' || count(distinct message_uid) from event
        where state = 'delivered';
      select 'callbacks ' || count(*) || ', delivered ' || count(*) filter (where state = 'delivered') from callback;
      select 'callback attempts ' || coalesce(sum(attempts), 0) || ', of messages ' || count(distinct message_uid)
        from callback;
      select 'reports left ' || count(*) from report;
      """;

  private Delivered() {}

  /**
   * Checks that so many messages took the whole path, each once.
   *
   * @throws IOException when they did not: speed means nothing then
   */
  static void check(String database, int messages) throws IOException {
    String expected =
        """
        messages %1$d, delivered %1$d
        recipients %1$d, delivered %1$d
        parts %1$d, delivered %1$d
        attempts %1$d, accepted %1$d
        deliveries %1$d, of messages %1$d
        callbacks %1$d, delivered %1$d
        callback attempts %1$d, of messages %1$d
        reports left 0"""
            .formatted(messages);
    String found = "";
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      found = Parts.Real.sql(FACTS.formatted(database));
      if (found.equals(expected)) {
        return;
      }
      Pause.millis(200);
    }
    throw new IOException(messages + " messages were accepted, and the database has\n" + found);
  }
}
