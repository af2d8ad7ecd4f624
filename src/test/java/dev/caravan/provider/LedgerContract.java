package dev.caravan.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.RunningCaravan;
import dev.caravan.provider.LedgerPlan.Planned;
import dev.caravan.sandbox.AcceptedMessages;
import dev.caravan.sandbox.Behaviour;
import dev.caravan.sandbox.Behaviours;
import dev.caravan.sandbox.StandIn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The providers' own log against the database, after 5,000 messages over all channels while the
 * providers fail at random: nothing is lost, and nothing is sent twice but what a file's {@code
 * unknown} policy sends again. The seed is printed; {@code -Dcaravan.ledger.seed} repeats it.
 */
abstract class LedgerContract {
  private static final int MESSAGES = 5_000;
  private static final int CLIENTS = 8;
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @Autowired private RunningCaravan caravan;
  @Autowired private AcceptedMessages accepted;
  @Autowired private Behaviours behaviours;
  @Autowired private JdbcTemplate database;

  private final long seed =
      Long.getLong("caravan.ledger.seed", ThreadLocalRandom.current().nextLong());
  private final LedgerPlan plan = new LedgerPlan(seed);

  @AfterEach
  void calm() {
    for (StandIn each : StandIn.values()) {
      behaviours.reset(each);
    }
  }

  @Test
  void agreesWithTheProvidersOwnLog() throws Exception {
    System.out.println("ledger: seed " + seed);
    List<Planned> messages = plan.messages(MESSAGES);

    sendWhileProvidersFail(messages);
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(() -> assertThat(unsettled()).as("messages without an end").isEmpty());

    Ledger ledger = new Ledger(messages, accepted.find("", plan.prefix()), database);
    System.out.println("ledger: " + ledger.summary());
    assertThat(ledger.faults()).as("seed %d", seed).isEmpty();
  }

  private void sendWhileProvidersFail(List<Planned> messages) throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Future<?>> sent = new ArrayList<>();
      for (Planned message : messages) {
        sent.add(
            clients.submit(
                () ->
                    assertThat(caravan.send(message.request(Instant.now())).statusCode())
                        .isEqualTo(202)));
      }
      clients.shutdown();
      Random random = plan.random();
      do {
        worsen(random);
      } while (!clients.awaitTermination(500, TimeUnit.MILLISECONDS));
      for (Future<?> each : sent) {
        each.get();
      }
    } finally {
      clients.shutdownNow();
      calm();
    }
  }

  /** Each provider fails up to a fifth of what it is asked, and takes up to 50 ms for it. */
  private void worsen(Random random) {
    for (StandIn each : StandIn.values()) {
      Duration latency = Duration.ofMillis(random.nextInt(50));
      behaviours.set(each, new Behaviour(latency, random.nextDouble() / 5));
    }
  }

  /** Who still waits, except where no report will ever come. */
  private List<String> unsettled() {
    return database.queryForList(
        """
        select m.message_id || ' ' || r.recipient || ' ' || r.state
        from recipient r join message m on m.uid = r.message_uid
        where m.message_id like ? and (r.state in ('received', 'started', 'retrying')
          or r.state = 'submitted' and r.recipient <> ?)
        limit 20""",
        String.class,
        plan.prefix() + "%",
        LedgerPlan.NEVER_REPORTED);
  }
}
