package dev.caravan.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Here also what the database alone decides, once: it is the same on real parts. */
class EmbeddedProcessFaultTest extends ProcessFaultContract {
  @Override
  Parts parts() {
    return Parts.embedded();
  }

  /** Fewer than on real parts, which nobody does without in production. */
  @Override
  int cycles() {
    return setting("CARAVAN_FAULT_CYCLES", 2);
  }

  @Override
  @Test
  @Tag("long")
  void losesNothingAndSendsNothingTwiceInSecretAtTheMomentsThatMatter() {
    super.losesNothingAndSendsNothingTwiceInSecretAtTheMomentsThatMatter();
  }

  @Override
  @Test
  @Tag("long")
  void sendsEachMessageOnceAndInTimeWhileItsFileIsReleased() {
    super.sendsEachMessageOnceAndInTimeWhileItsFileIsReleased();
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
}
