package dev.caravan.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Here also what the database alone decides, once: it is the same on real parts. */
class EmbeddedProcessFaultTest extends ProcessFaultContract {
  private static final int ATTEMPTS = 5;

  @Override
  Parts parts() {
    return Parts.embedded();
  }

  @Override
  @Test
  @Tag("long")
  void answersWhatIsInFlightWhenItIsStopped() throws IOException {
    super.answersWhatIsInFlightWhenItIsStopped();
  }

  @Override
  @Test
  @Tag("long")
  void refusesWhatItCannotCarryAndRecovers() {
    super.refusesWhatItCannotCarryAndRecovers();
  }

  /** It counts its attempts before they are made, so that one which ends the process counts too. */
  @Test
  void givesUpOnAMessageThatKillsIt() {
    CaravanProcess caravan = process("poisoned");
    Load load = load(caravan);
    caravan.start();
    String poison = load.freshId();
    CountDownLatch never = new CountDownLatch(1);
    outside.provider(
        poison,
        id -> {
          caravan.kill();
          never.await();
          return 0;
        });

    try (Wire wire = load.wire()) {
      long sent = System.nanoTime();
      load.answered(poison, wire.post(load.body(poison)), sent);
    }
    for (int restart = 0; restart < ATTEMPTS; restart++) {
      load.start(20, 4);
      caravan.awaitExit(Duration.ofSeconds(30));
      load.stop();
      caravan.start();
    }
    load.sendAgainWhatIsUncertain();
    Ledger.awaitSettled(load, outside, SETTLED);
    caravan.terminate();
    never.countDown();

    Ledger ledger = Ledger.of(load, outside, parts);
    int calls = outside.providerCalls(poison).size();
    ledger
        .report(
            "27 a message whose call kills the process",
            "%s after %d calls (5)".formatted(ledger.row(poison).state(), calls))
        .assertClean(ATTEMPTS - 1 + ATTEMPTS * CONSUMERS)
        .assertDuplicatesWereInFlight(caravan);
    assertThat(calls).isEqualTo(ATTEMPTS);
    // Its provider was called and nobody knows what it did: attempts that are used up change
    // nothing about that.
    assertThat(ledger.row(poison).state()).isEqualTo("unknown");
  }

  @Tag("long")
  @Test
  void refusesWhileItsDiskIsFull() {
    CaravanProcess caravan = process("full-disk");
    Load load = load(caravan);
    caravan.start();
    load.start(200, 16);
    Load.pause(Duration.ofSeconds(2));
    caravan.limitFiles("0");
    final long full = System.nanoTime();
    Load.pause(Duration.ofSeconds(6));
    caravan.limitFiles("unlimited");
    final long free = System.nanoTime();
    Load.pause(Duration.ofSeconds(6));
    load.stop();
    final List<Load.Answer> meanwhile =
        load.answers().values().stream()
            .filter(answer -> answer.sent() > full + 1_000_000_000L)
            .filter(answer -> answer.due() + answer.took().toNanos() < free)
            .toList();
    final Duration recovered = Rig.lastFailureAfter(load, free);
    load.sendAgainWhatIsUncertain();
    Ledger.awaitSettled(load, outside, SETTLED);
    caravan.terminate();

    Ledger.of(load, outside, parts)
        .report(
            "16 a full disk for 6 s, data and log",
            "meanwhile %s; 202 again after %s s (10)"
                .formatted(Rig.statuses(meanwhile), seconds(recovered)))
        .assertClean(CONSUMERS);
    assertThat(meanwhile).isNotEmpty().extracting(Load.Answer::status).containsOnly(503);
    assertThat(meanwhile).extracting(Load.Answer::reply).allMatch(Wire.Reply::retryAfter);
    assertThat(recovered).isLessThan(Duration.ofSeconds(10));
  }

  @Tag("long")
  @Test
  void losesNothingWhenItStandsStill() {
    CaravanProcess caravan =
        process("frozen")
            .with("caravan.dispatch.lease-time", "3s")
            .with("caravan.dispatch.confirm-timeout", "2s");
    Load load = load(caravan);
    outside.provider(Outside.slow(Duration.ofMillis(50)));
    caravan.start();

    load.start(200, 16);
    Load.pause(Duration.ofSeconds(2));
    caravan.pause();
    Load.pause(Duration.ofSeconds(8));
    caravan.resume();
    Load.pause(Duration.ofSeconds(1));
    load.stop();
    load.sendAgainWhatIsUncertain();
    Ledger.awaitSettled(load, outside, SETTLED);
    caravan.terminate();

    Ledger ledger = Ledger.of(load, outside, parts);
    ledger
        .report(
            "36 SIGSTOP for 8 s, claims of 5 s",
            "%d called twice (%d)".formatted(ledger.duplicates(), CONSUMERS))
        .assertClean(CONSUMERS)
        .assertDuplicatesWereInFlight(caravan);
  }

  /** The limits of production: Camel's 20 s within the 25 s of a phase. */
  @Test
  void stopsInTimeThoughAProviderHangs() {
    CaravanProcess caravan =
        process("hanging")
            .with(
                Routes.withClaimsOf("30s")
                    .set("responseTimeout: 10000", "responseTimeout: 60000")
                    .set("soTimeout: 10000", "soTimeout: 60000"))
            .with("caravan.channel.call-deadline", "60s");
    Load load = load(caravan);
    CountDownLatch never = new CountDownLatch(1);
    outside.provider(Outside.hold(never));
    caravan.start();
    load.run(2 * CONSUMERS, 4, Duration.ofSeconds(1));
    awaitEveryConsumerCalls();

    Duration exit = caravan.terminate();
    never.countDown();
    outside.provider(Outside.ok());
    caravan.start();
    Ledger.awaitSettled(load, outside, SETTLED);
    caravan.terminate();

    Ledger.of(load, outside, parts)
        .report(
            "29 SIGTERM while the provider hangs", "exit after %s s (30)".formatted(seconds(exit)))
        .assertClean(CONSUMERS);
    assertThat(exit).isLessThan(Duration.ofSeconds(30));
  }

  private void awaitEveryConsumerCalls() {
    await().atMost(Duration.ofSeconds(15)).until(() -> outside.providerCalls().size() == CONSUMERS);
  }
}
