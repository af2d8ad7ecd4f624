package dev.caravan.smpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SubmitRateTest {
  private static final long MILLIS = 1_000_000;
  private static final long PATIENCE = Duration.ofSeconds(5).toNanos();

  /** Negative at first, as System.nanoTime may be. */
  private long now = -3_000 * MILLIS;

  @Test
  void spacesPartsEvenly() {
    SubmitRate rate = rate(10);

    assertThat(wait(rate)).isZero();
    assertThat(wait(rate)).isEqualTo(100);
    assertThat(wait(rate)).isEqualTo(200);
  }

  @Test
  void savesNothingUpWhileIdle() {
    SubmitRate rate = rate(10);
    after(60_000);

    assertThat(wait(rate)).isZero();
    assertThat(wait(rate)).isEqualTo(100);
  }

  @Test
  void takesNothingFromWhoCannotWait() {
    SubmitRate rate = rate(1);
    wait(rate);

    assertThat(rate.reserve(500 * MILLIS)).isEqualTo(OptionalLong.empty());
    assertThat(wait(rate)).isEqualTo(1000);
  }

  @Test
  void neverWaitsWithoutALimit() {
    SubmitRate rate = rate(0);

    for (int i = 0; i < 1000; i++) {
      assertThat(wait(rate)).isZero();
    }
    assertThat(rate.current()).isZero();
  }

  @Test
  void halvesOnceForABurstOfRefusals() {
    SubmitRate rate = rate(100);

    rate.throttled();
    rate.throttled();
    after(999);
    rate.throttled();

    assertThat(rate.current()).isEqualTo(50);
  }

  @Test
  void halvesAgainWhileRefusalsGoOn() {
    SubmitRate rate = rate(100);

    for (int i = 0; i < 20; i++) {
      rate.throttled();
      after(1000);
    }

    assertThat(rate.current()).isBetween(1.0, 1.2);
  }

  @Test
  void growsByATenthEachSecondUpToWhatIsConfigured() {
    SubmitRate rate = rate(100);
    rate.throttled();

    after(1000);
    assertThat(rate.current()).isCloseTo(55, within(0.01));
    after(6000);
    assertThat(rate.current()).isCloseTo(97.4, within(0.1));
    after(1000);
    assertThat(rate.current()).isEqualTo(100);
    after(60_000);
    assertThat(rate.current()).isEqualTo(100);
  }

  @Test
  void halvesWhatWasMeasuredWhereThereWasNoLimit() {
    SubmitRate rate = rate(0);
    send(rate, 40);
    after(1000);
    send(rate, 3);

    rate.throttled();

    assertThat(rate.current()).isEqualTo(20);
    assertThat(wait(rate)).isEqualTo(50);
  }

  @Test
  void isFreeAgainAtTwiceWhatWasMeasured() {
    SubmitRate rate = rate(0);
    send(rate, 40);
    rate.throttled();

    after(14_000);
    assertThat(rate.current()).isBetween(70.0, 80.0);
    after(1000);
    assertThat(rate.current()).isZero();
  }

  @Test
  void isNeverBelowOneASecond() {
    SubmitRate rate = rate(0);

    rate.throttled();

    assertThat(rate.current()).isEqualTo(1);
  }

  private SubmitRate rate(double configured) {
    return new SubmitRate(configured, () -> now);
  }

  private void after(long millis) {
    now += millis * MILLIS;
  }

  private static void send(SubmitRate rate, int times) {
    for (int i = 0; i < times; i++) {
      wait(rate);
    }
  }

  /** In milliseconds. */
  private static long wait(SubmitRate rate) {
    return rate.reserve(PATIENCE).orElseThrow() / MILLIS;
  }
}
