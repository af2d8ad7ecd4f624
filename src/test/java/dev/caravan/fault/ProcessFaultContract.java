package dev.caravan.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Faults of the process itself, whatever parts it runs on. */
abstract class ProcessFaultContract {
  /** Consumers of the lane that is used: so many calls can be under way at a crash. */
  static final int CONSUMERS = 16;

  /** Crashes by default; {@code scripts/caravan faults 50} makes it 50. */
  static final int CYCLES =
      Integer.parseInt(System.getenv().getOrDefault("CARAVAN_FAULT_CYCLES", "5"));

  abstract Parts parts();

  @Test
  void losesNothingWhenItIsKilled() {
    Parts parts = parts();
    try (Outside outside = new Outside();
        CaravanProcess caravan =
            new CaravanProcess("killed", parts, outside)
                .with(Routes.withClaimsOf("5s"))
                .with("caravan.channel.call-deadline", "3s");
        Load load = new Load(outside, caravan)) {
      outside.provider(Outside.slow(Duration.ofMillis(50)));
      Duration slowest = caravan.start();
      load.start(200, 16);
      Load.pause(Duration.ofSeconds(2));
      caravan.kill();
      slowest = caravan.start();
      load.stop();
      load.sendAgainWhatWasNotAccepted();

      Ledger.awaitSettled(load, outside, Duration.ofSeconds(60));
      caravan.terminate();

      Ledger.of(load, outside, parts)
          .report(
              "1 kill -9 under 200/s", "ready in %.1f s (30)".formatted(slowest.toMillis() / 1e3))
          .assertClean(CONSUMERS)
          .assertDuplicatesWereInFlight(caravan);
      assertThat(slowest).isLessThan(Duration.ofSeconds(30));
    }
  }
}
