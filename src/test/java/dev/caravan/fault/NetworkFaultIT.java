package dev.caravan.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The network between the service and its parts is cut, slow, or falls to pieces, under load. */
class NetworkFaultIT {
  private static final int RATE = 100;

  private static Rig rig;

  /** One of the two links. */
  enum Link {
    BROKER,
    DATABASE;

    FaultProxy proxy() {
      return this == BROKER ? rig.broker : rig.database;
    }

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  @BeforeAll
  static void start() {
    rig = new Rig("network");
  }

  @AfterAll
  static void stop() {
    rig.close();
  }

  @AfterEach
  void heal() {
    rig.pass();
  }

  @Tag("long")
  @ParameterizedTest
  @EnumSource
  void losesNothingWhenTheLinkIsDown(Link link) {
    cut("17 link to the %s down".formatted(link), link, FaultProxy::down, 6);
  }

  @ParameterizedTest
  @EnumSource
  void losesNothingWhenTheLinkIsReset(Link link) {
    cut("17 link to the %s reset".formatted(link), link, FaultProxy::resetPeer, 6);
  }

  /** Silent for more than two heartbeats of 10 s; for the database see the campaign of row 12. */
  @Tag("long")
  @Test
  void losesNothingWhenTheLinkToTheBrokerIsSilent() {
    cut("17 link to the broker silent", Link.BROKER, FaultProxy::blackhole, 22);
  }

  @Tag("long")
  @ParameterizedTest
  @EnumSource
  void losesNothingWhenTheLinkSlices(Link link) {
    Consumer<FaultProxy> slicer = proxy -> proxy.slicer(40, Duration.ofNanos(100_000));
    cut("19 link to the %s in slices of 40 bytes".formatted(link), link, slicer, 5);
  }

  /** A frame or a row ends in the middle, again and again. */
  @ParameterizedTest
  @EnumSource
  void losesNothingWhenConnectionsEndInTheMiddle(Link link) {
    Consumer<FaultProxy> limit = proxy -> proxy.limitData(20_011);
    cut("19 link to the %s ends after 20,011 bytes".formatted(link), link, limit, 6);
  }

  /**
   * The same rate without and with the latency, which the proxy puts on each way. One commit takes
   * four round trips or five, so twice this latency is more than the API's time for an answer.
   */
  @Tag("long")
  @Test
  void sendsHalfAsFastAtLeastOverSlowLinks() {
    double without = endToEndRate("18 sound links", () -> {});

    double with =
        endToEndRate(
            "18 round trip 200±100 ms on both links",
            () -> {
              rig.broker.latency(Duration.ofMillis(100), Duration.ofMillis(50));
              rig.database.latency(Duration.ofMillis(100), Duration.ofMillis(50));
            });

    assertThat(with).isGreaterThan(without / 2);
  }

  /** Offers a rate and measures what came through, from the first request to the last callback. */
  private static double endToEndRate(String name, Runnable spoil) {
    int rate = 10;
    try (Load load = rig.load()) {
      spoil.run();
      long from = System.nanoTime();
      load.start(rate, 64);
      Load.pause(Duration.ofSeconds(12));
      load.stop();
      Map<String, Long> answers = load.tally();
      Duration p99 = Load.percentile(load.answers().values(), 0.99);
      Duration took = rig.settle(load, from);
      double through = load.accepted().size() / (took.toMillis() / 1e3);
      rig.pass();
      rig.ledger(load)
          .report(
              name,
              "%.1f of %d/s from request to callback (half); answers %s, p99 %d ms"
                  .formatted(through, rate, answers, p99.toMillis()))
          .assertClean(Rig.CONSUMERS);
      return through;
    }
  }

  private static void cut(String name, Link link, Consumer<FaultProxy> fault, int seconds) {
    try (Load load = rig.load()) {
      load.start(RATE, Rig.CONNECTIONS);
      Load.pause(Duration.ofSeconds(2));

      long from = System.nanoTime();
      fault.accept(link.proxy());
      Load.pause(Duration.ofSeconds(seconds));
      long healed = System.nanoTime();
      rig.pass();
      Load.pause(Duration.ofSeconds(3));
      load.stop();
      List<Load.Answer> meanwhile = Rig.due(load, from, healed);
      Duration recovery = Rig.lastFailureAfter(load, healed);

      Duration drained = rig.settle(load, healed);
      Duration slowest = Load.percentile(meanwhile, 1);
      rig.ledger(load)
          .report(
              name,
              "answers %s, slowest %.2f s (3); recovers in %.1f s (10), sent after %.1f s (60)"
                  .formatted(
                      Rig.statuses(meanwhile),
                      slowest.toMillis() / 1e3,
                      recovery.toMillis() / 1e3,
                      drained.toMillis() / 1e3))
          .assertClean(Rig.CONSUMERS);
      List<Integer> honest = link == Link.BROKER ? List.of(202) : List.of(202, 503);
      assertThat(meanwhile).isNotEmpty().allMatch(answer -> honest.contains(answer.status()));
      assertThat(slowest).isLessThan(Duration.ofSeconds(3));
      assertThat(recovery).isLessThan(Duration.ofSeconds(10));
      assertThat(drained).isLessThan(Duration.ofSeconds(60));
    }
  }
}
