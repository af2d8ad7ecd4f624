package dev.caravan.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Faults of the process itself, whatever parts it runs on. The card's times are shorter than in
 * production, so that a claim of a dead worker ends while a test waits: see {@link
 * Routes#withClaimsOf}.
 */
abstract class ProcessFaultContract {
  /** Consumers of the lane that is used: so many calls can be under way at a crash. */
  static final int CONSUMERS = Routes.consumers();

  /** Releases of the provider's file under load. */
  static final int RELEASES = setting("CARAVAN_FAULT_RELEASES", 50);

  /** As the card of httpbin has it. */
  private static final int ATTEMPTS = 5;

  /** Seconds of overload. */
  static final int OVERLOAD = setting("CARAVAN_FAULT_OVERLOAD", 10);

  /** A callback that a crash interrupted is free again after 21 s, so settling takes longer. */
  static final Duration SETTLED = Duration.ofSeconds(90);

  final Outside outside = new Outside();
  private final List<AutoCloseable> opened = new ArrayList<>(List.of(outside));
  final Parts parts = parts();

  abstract Parts parts();

  /** Crashes at random moments; {@code scripts/caravan faults 50} makes it 50. */
  int cycles() {
    return setting("CARAVAN_FAULT_CYCLES", 5);
  }

  static int setting(String name, int byDefault) {
    return Integer.parseInt(System.getenv().getOrDefault(name, Integer.toString(byDefault)));
  }

  CaravanProcess process(String name) {
    CaravanProcess process =
        new CaravanProcess(name, parts, outside)
            .with(Routes.withClaimsOf("5s").andPatient())
            .with("caravan.channel.call-deadline", "3s")
            // A delivery is let go when the database does not take its claim; in production its row
            // comes up again after five minutes.
            .with("caravan.dispatch.unclaimed-after", "20s")
            .with("caravan.dispatch.search-interval", "2s");
    opened.add(0, process);
    return process;
  }

  Load load(CaravanProcess... targets) {
    Load load = new Load(outside, targets);
    opened.add(0, load);
    return load;
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  @Test
  void losesNothingWhenItIsKilledAtAnyMoment() {
    final int cycles = cycles();
    CaravanProcess caravan = process("killed");
    Load load = load(caravan).halfOfItPatient();
    outside.provider(Outside.slow(Duration.ofMillis(50)));
    List<Duration> restarts = new ArrayList<>();
    caravan.start();

    load.start(200, 16);
    for (int cycle = 0; cycle < cycles; cycle++) {
      Load.pause(Duration.ofMillis(ThreadLocalRandom.current().nextLong(500, 3000)));
      caravan.kill();
      restarts.add(caravan.start());
    }
    Load.pause(Duration.ofSeconds(1));
    load.stop();
    final int unheard = load.sendAgainWhatIsUncertain();
    Ledger.awaitSettled(load, outside, SETTLED);
    caravan.terminate();

    Collections.sort(restarts);
    Duration median = restarts.get(restarts.size() / 2);
    Ledger.of(load, outside, parts)
        .report(
            "1 kill -9, %d times under 200/s".formatted(cycles),
            "ready after %s s, median (30); %d accepted unheard"
                .formatted(seconds(median), unheard))
        .assertClean(CONSUMERS * cycles)
        .assertDuplicatesWereInFlight(caravan);
    assertThat(median).isLessThan(Duration.ofSeconds(30));
  }

  /** Good and bad versions in turn, while messages pass through the queue that the file brings. */
  @Test
  void sendsEachMessageOnceAndInTimeWhileItsFileIsReleased() {
    Routes routes = Routes.withClaimsOf("5s");
    // Edits are taken up sooner than in production, so that more of them meet the same load.
    CaravanProcess caravan =
        process("released")
            .with(routes)
            .with("caravan.release.settle-time", "100ms")
            .with("caravan.release.poll-interval", "50ms");
    Load load = load(caravan);
    outside.provider(Outside.slow(Duration.ofMillis(20)));
    caravan.start();
    load.start(200, 16);
    Load.pause(Duration.ofSeconds(3));
    long sound = System.nanoTime();
    Load.pause(Duration.ofSeconds(3));
    final long from = System.nanoTime();

    List<Duration> releases = new ArrayList<>();
    for (int i = 0; i < RELEASES; i++) {
      boolean good = i % 2 == 0;
      int edition = i;
      String card = "providers/httpbin.camel.yaml";
      releases.add(
          release(
              caravan,
              good ? "live" : "refused",
              () ->
                  routes.replace(
                      card, "userAgent:? .*", good ? "userAgent: a" + edition : "userAgent a")));
      if (i % 10 == 0) {
        String text = "description: Decides, " + i;
        Runnable edit =
            () -> routes.replace("route-message.camel.yaml", "description: Decides.*", text);
        releases.add(release(caravan, "live", edit));
      }
    }
    load.stop();
    Ledger.awaitSettled(load, outside, SETTLED);
    caravan.terminate();

    Collections.sort(releases);
    Duration median = releases.get(releases.size() / 2);
    Duration normal = latest(load, sound, from);
    Duration released = latest(load, from, Long.MAX_VALUE);
    Ledger.of(load, outside, parts)
        .report(
            "- a provider's file released %d times at 200/s".formatted(RELEASES),
            "called after %d ms at the latest, without releases %d (2 s more); in effect after %d ms, median (2 s)"
                .formatted(released.toMillis(), normal.toMillis(), median.toMillis()))
        .assertClean(0);
    assertThat(load.answers().values()).allMatch(answer -> answer.reply().accepted());
    assertThat(released).isLessThan(normal.plusSeconds(2));
    assertThat(median).isLessThan(Duration.ofSeconds(2));
  }

  /**
   * Edits a file.
   *
   * @return how long the release took, from the edit on
   */
  private static Duration release(CaravanProcess caravan, String result, Runnable edit) {
    String series = "caravan_releases_total{result=\"%s\"}".formatted(result);
    double before = caravan.counter(series);
    long from = System.nanoTime();
    edit.run();
    await("a release that is " + result)
        .atMost(Duration.ofSeconds(15))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> caravan.counter(series) > before);
    return Duration.ofNanos(System.nanoTime() - from);
  }

  /** The longest time from when a message of that span was due to the provider's call. */
  private Duration latest(Load load, long from, long to) {
    return load.answers().entrySet().stream()
        .filter(answer -> answer.getValue().due() >= from && answer.getValue().due() < to)
        .map(
            answer ->
                Duration.ofNanos(
                    outside.providerCalls(answer.getKey()).get(0).at() - answer.getValue().due()))
        .max(Duration::compareTo)
        .orElseThrow();
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

  /**
   * Three moments that matter in the life of a message, one after the other on one set of data, for
   * starting takes longest.
   */
  @Test
  void losesNothingAndSendsNothingTwiceInSecretAtTheMomentsThatMatter() {
    CaravanProcess caravan = process("moments");

    Load committed = load(caravan);
    final Duration sent = killBeforeThePublish(caravan, committed);
    Load called = load(caravan);
    final List<String> inCall = killDuringTheCall(caravan, called);
    Load answered = load(caravan);
    final List<String> afterAnswer = killAfterTheAnswer(caravan, answered);
    caravan.start();
    Ledger.awaitSettled(answered, outside, SETTLED);
    Ledger.awaitSettled(called, outside, SETTLED);
    Ledger.awaitSettled(committed, outside, SETTLED);
    caravan.terminate();

    Ledger.of(committed, outside, parts)
        .report(
            "2 killed between commit and publish",
            "all sent %s s after the start (10)".formatted(seconds(sent)))
        .assertClean(CONSUMERS)
        .assertDuplicatesWereInFlight(caravan);
    assertThat(sent).isLessThan(Duration.ofSeconds(10));
    assertPolicy(called, inCall, "3 killed during the provider's call");
    assertPolicy(answered, afterAnswer, "3 killed between the provider's 200 and its record");
  }

  private Duration killBeforeThePublish(CaravanProcess caravan, Load load) {
    caravan.failpoint("before batchPublisher.publish 1500").start();
    load.start(200, 16);
    caravan.awaitCrash(Duration.ofSeconds(30));
    load.stop();
    assertThat(load.accepted()).as("accepted before the crash").hasSizeGreaterThan(50);
    assertThat(outside.providerCalls()).as("sent before the crash").isEmpty();

    caravan.failpoint("").start();
    long ready = System.nanoTime();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> outside.providerCalls().keySet().containsAll(load.accepted()));
    return Duration.ofNanos(System.nanoTime() - ready);
  }

  /** Two messages; the first by a channel that waits after a lost answer, the other sends again. */
  private List<String> killDuringTheCall(CaravanProcess caravan, Load load) {
    CountDownLatch never = new CountDownLatch(1);
    outside.provider(Outside.hold(never));
    List<String> ids =
        List.of(load.sendOne("patient", "called"), load.sendOne("httpbin", "called"));
    awaitCalls(ids);
    caravan.kill();
    never.countDown();
    outside.provider(Outside.ok());
    caravan.failpoint("before outcomes.record 1500 -answered-").start();
    return ids;
  }

  private List<String> killAfterTheAnswer(CaravanProcess caravan, Load load) {
    List<String> ids =
        List.of(load.sendOne("patient", "answered"), load.sendOne("httpbin", "answered"));
    caravan.awaitCrash(Duration.ofSeconds(30));
    assertThat(ids)
        .allSatisfy(
            id -> assertThat(outside.providerCalls(id)).extracting("status").containsExactly(200));
    caravan.failpoint("");
    return ids;
  }

  void awaitCalls(List<String> ids) {
    await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> outside.providerCalls().keySet().containsAll(ids));
  }

  private void assertPolicy(Load load, List<String> ids, String fault) {
    Ledger ledger = Ledger.of(load, outside, parts);
    String patient = ids.get(0);
    String again = ids.get(1);
    ledger.report(
        fault,
        "wait: %s after %d call (1); send-again: %s after %d calls (2)"
            .formatted(
                ledger.row(patient).state(),
                outside.providerCalls(patient).size(),
                ledger.row(again).state(),
                outside.providerCalls(again).size()));
    ledger.assertClean(1);
    assertThat(ledger.row(patient).state()).isEqualTo("unknown");
    assertThat(outside.providerCalls(patient)).hasSize(1);
    assertThat(ledger.row(again).state()).isEqualTo("delivered");
    assertThat(outside.providerCalls(again)).hasSize(2);
  }

  @Test
  void answersWhatIsInFlightWhenItIsStopped() throws IOException {
    CaravanProcess caravan = process("stopped");
    Load load = load(caravan);
    caravan.start();
    load.start(200, 48);
    Load.pause(Duration.ofSeconds(2));
    Map<String, Wire> halfSent = new TreeMap<>();
    for (int i = 0; i < 16; i++) {
      String id = load.freshId();
      Wire wire = load.wire();
      wire.begin(load.body(id).getBytes(StandardCharsets.UTF_8), 20);
      halfSent.put(id, wire);
    }
    // So that they have all been let in; nothing outside tells.
    Load.pause(Duration.ofMillis(500));

    final long asked = System.nanoTime();
    caravan.askToTerminate();
    Load.pause(Duration.ofMillis(500));
    load.end();
    halfSent.forEach(
        (id, wire) -> {
          byte[] body = load.body(id).getBytes(StandardCharsets.UTF_8);
          load.answered(id, wire.finish(body, 20), asked - 1);
          wire.close();
        });
    caravan.awaitExit(Duration.ofSeconds(60));
    final Duration exit = Duration.ofNanos(System.nanoTime() - asked);
    load.stop();
    List<Load.Answer> inFlight =
        load.answers().values().stream()
            .filter(answer -> answer.sent() < asked)
            .filter(answer -> answer.due() + answer.took().toNanos() > asked)
            .toList();
    final long failed =
        load.answers().values().stream()
            .filter(answer -> answer.sent() < asked && !answer.reply().accepted())
            .count();
    final Map<String, Long> tally = load.tally();
    caravan.start();
    load.sendAgainWhatIsUncertain();
    Ledger.awaitSettled(load, outside, SETTLED);
    caravan.terminate();

    Ledger.of(load, outside, parts)
        .report(
            "28 SIGTERM under load on 64 connections",
            "%d of %d in flight not answered 202 (0); exit %s s (30); %s"
                .formatted(failed, inFlight.size(), seconds(exit), tally))
        .assertClean(0);
    assertThat(inFlight).hasSizeGreaterThanOrEqualTo(16);
    assertThat(failed).isZero();
    assertThat(exit).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void refusesWhatItCannotCarryAndRecovers() {
    CaravanProcess caravan = process("overloaded").heap(192);
    caravan.start();
    Load warm = load(caravan);
    warm.run(1e9, 32, Duration.ofSeconds(3));
    Ledger.awaitSettled(warm, outside, SETTLED);
    Load normal = load(caravan);
    normal.run(100, 8, Duration.ofSeconds(3));
    Duration usual = Load.percentile(normal.answers().values(), 0.5);
    Load closed = load(caravan);
    closed.run(1e9, 32, Duration.ofSeconds(3));
    double capacity = closed.accepted().size() / 3.0;

    Load overload = load(caravan);
    overload.run(3 * capacity, 256, Duration.ofSeconds(OVERLOAD));
    final long ended = System.nanoTime();
    int backlog = overload.accepted().size();
    backlog -= outside.providerCalls().keySet().stream().filter(overload::sent).toList().size();

    Load after = load(caravan);
    await()
        .atMost(Duration.ofSeconds(120))
        .pollInterval(Duration.ofMillis(500))
        .until(() -> endToEnd(after).compareTo(Duration.ofSeconds(1)) < 0);
    final Duration recovered = Duration.ofNanos(System.nanoTime() - ended);
    Load again = load(caravan);
    again.run(100, 8, Duration.ofSeconds(3));
    Duration usualAgain = Load.percentile(again.answers().values(), 0.5);
    Ledger.awaitSettled(overload, outside, SETTLED);
    final boolean alive = caravan.isReady();
    caravan.terminate();

    Ledger.of(overload, outside, parts)
        .report(
            "32 overload, three times capacity for %d s, heap 192 MB".formatted(OVERLOAD),
            "3 x %.0f/s; < 1 s end to end %s s later (60), backlog %d; accept p50 %d ms, before %d; %s"
                .formatted(
                    capacity,
                    seconds(recovered),
                    backlog,
                    usualAgain.toMillis(),
                    usual.toMillis(),
                    overload.tally()))
        .assertClean(0);
    assertThat(alive).isTrue();
    // A connection that could not be made is honest too: the client knows that nothing was sent.
    assertThat(overload.tally().keySet()).isSubsetOf("202", "503", "refused");
    assertThat(overload.tally()).as("it was more than it can carry").containsKey("503");
    assertThat(overload.answers().values())
        .extracting(Load.Answer::reply)
        .filteredOn(reply -> reply.status() == 503)
        .allMatch(Wire.Reply::retryAfter);
    assertThat(caravan.log()).doesNotContain("OutOfMemoryError");
    assertThat(recovered).isLessThan(Duration.ofSeconds(60));
    assertThat(usualAgain).isLessThan(usual.multipliedBy(2).plusMillis(20));
  }

  /** From sending to the callback. */
  Duration endToEnd(Load load) {
    long from = System.nanoTime();
    String id = load.sendOne();
    await()
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> outside.callbacks().containsKey(id));
    return Duration.ofNanos(System.nanoTime() - from);
  }

  static String seconds(Duration duration) {
    return "%.1f".formatted(duration.toMillis() / 1e3);
  }
}
