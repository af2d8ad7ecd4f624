package dev.caravan.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The database is stopped, hangs, or is slow, under load. */
class DatabaseFaultIT {
  private static final int RATE = 100;
  private static final Duration OUTAGE = Duration.ofSeconds(10);
  private static final Duration ANSWERS = Duration.ofSeconds(3);
  private static final Duration RECOVERS = Duration.ofSeconds(10);

  private static Rig rig;

  @BeforeAll
  static void start() {
    rig = new Rig("database");
  }

  @AfterAll
  static void stop() {
    rig.close();
  }

  @AfterEach
  void heal() {
    rig.pass();
    RealService.POSTGRESQL.heal();
  }

  @Test
  void says503WhileTheDatabaseIsStopped() {
    outage("11 database stopped", RealService.POSTGRESQL::quit, RealService.POSTGRESQL::restart);
  }

  @Test
  void says503WhileTheDatabaseHangs() {
    outage("12 database hangs", RealService.POSTGRESQL::pause, RealService.POSTGRESQL::resume);
  }

  @Tag("long")
  @Test
  void says503WhileTheLinkToTheDatabaseIsSilent() {
    outage("12 database silent", rig.database::blackhole, rig.database::pass);
  }

  /** The host is lost, its connections are never ended, another one has taken its place. */
  @Test
  void givesUpConnectionsOfAHostThatWasLost() {
    try (Load load = rig.load()) {
      load.start(RATE, Rig.CONNECTIONS);
      Load.pause(Duration.ofSeconds(3));

      long from = System.nanoTime();
      rig.database.strand();
      Load.pause(OUTAGE.plusSeconds(10));
      load.stop();

      Duration recovery = Rig.lastFailureAfter(load, from);
      rig.settle(load, from);
      rig.ledger(load)
          .report("12 database's host lost", "recovers in %.1f s (15)".formatted(seconds(recovery)))
          .assertClean(Rig.CONSUMERS);
      assertThat(recovery).isLessThan(Duration.ofSeconds(15));
    }
  }

  @Test
  void pushesBackWhileTheDatabaseIsSlow() {
    try (Load load = rig.load()) {
      load.start(RATE, Rig.CONNECTIONS);
      Load.pause(Duration.ofSeconds(3));

      long from = System.nanoTime();
      rig.database.latency(Duration.ofMillis(500), Duration.ZERO);
      Load.pause(OUTAGE);
      long healed = System.nanoTime();
      rig.database.pass();
      Load.pause(Duration.ofSeconds(5));
      load.stop();
      List<Load.Answer> meanwhile = Rig.due(load, from, healed);

      rig.settle(load, healed);
      Duration slowest = Load.percentile(meanwhile, 1);
      rig.ledger(load)
          .report(
              "13 database slow (+500 ms each way)",
              "slowest answer %.2f s (3), %s".formatted(seconds(slowest), Rig.statuses(meanwhile)))
          .assertClean(Rig.CONSUMERS);
      assertThat(meanwhile).allMatch(answer -> List.of(202, 503).contains(answer.status()));
      assertThat(slowest).isLessThan(ANSWERS);
    }
  }

  private static void outage(String name, Runnable breakIt, Runnable mendIt) {
    try (Load load = rig.load()) {
      String known = load.sendOne();
      load.start(RATE, Rig.CONNECTIONS);
      Load.pause(Duration.ofSeconds(3));

      breakIt.run();
      // What was on its way before has been answered or has met the fault by now.
      long from = System.nanoTime();
      List<Rig.Read> reads = new ArrayList<>();
      while (System.nanoTime() - from < OUTAGE.toNanos()) {
        reads.add(rig.read(known));
        Load.pause(Duration.ofMillis(200));
      }
      long last = System.nanoTime();
      mendIt.run();
      long healed = System.nanoTime();
      Load.pause(RECOVERS.plusSeconds(2));
      load.stop();
      Duration recovery = Rig.lastFailureAfter(load, healed);
      int peak = rig.peakOfCalls(healed);
      // Answers to what was due shortly before the end may have met the mended database.
      List<Load.Answer> meanwhile = Rig.due(load, from, last - ANSWERS.toNanos());

      rig.settle(load, healed);
      Duration slowest = Load.percentile(meanwhile, 1);
      Duration slowestRead =
          reads.stream().map(Rig.Read::took).max(Duration::compareTo).orElseThrow();
      rig.ledger(load)
          .report(
              name,
              "slowest 503 %.2f s, read %.2f s (3); recovers in %.1f s (10); %d calls/s then"
                  .formatted(seconds(slowest), seconds(slowestRead), seconds(recovery), peak))
          .assertClean(Rig.CONSUMERS);
      assertThat(meanwhile)
          .isNotEmpty()
          .allMatch(answer -> answer.status() == 503 && answer.reply().retryAfter());
      assertThat(slowest).isLessThan(ANSWERS);
      assertThat(reads).allMatch(read -> read.status() == 503 && read.retryAfter());
      assertThat(slowestRead).isLessThan(ANSWERS);
      assertThat(recovery).isLessThan(RECOVERS);
    }
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }
}
