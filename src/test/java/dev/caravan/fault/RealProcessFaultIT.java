package dev.caravan.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Here also what needs a broker that outlives the process, or two processes. */
class RealProcessFaultIT extends ProcessFaultContract {
  private static final String QUEUE = "httpbin.dummy.send_message";
  private static final List<String> READ = List.of(QUEUE, "all.send_message.callback");

  /** Seconds that a process stands still; longer than every claim and lease of the test. */
  private static final int PAUSE = setting("CARAVAN_FAULT_PAUSE", 12);

  @Override
  Parts parts() {
    return Parts.real();
  }

  @Override
  @Test
  @Tag("long")
  void givesUpOnAMessageThatKillsIt() {
    super.givesUpOnAMessageThatKillsIt();
  }

  @Override
  @Test
  @Tag("long")
  void stopsInTimeThoughAProviderHangs() {
    super.stopsInTimeThoughAProviderHangs();
  }

  @Test
  void acknowledgesADeliveryOnlyWhenItsOutcomeIsWritten() throws Exception {
    CaravanProcess caravan = process("acknowledging");
    Load load = load(caravan);
    caravan.failpoint("after outcomes.record 0 -written-").start();

    String id = load.sendOne("httpbin", "written");
    caravan.awaitCrash(Duration.ofSeconds(30));

    try (Connection connection = Parts.broker();
        Channel broker = connection.createChannel()) {
      assertThat(Ledger.of(load, outside, parts).row(id).state()).isEqualTo("delivered");
      await("the delivery, which nobody had acknowledged, is back in the queue")
          .atMost(Duration.ofSeconds(15))
          .until(() -> broker.messageCount(QUEUE) == 1);

      caravan.failpoint("").start();
      await().atMost(Duration.ofSeconds(15)).until(() -> broker.messageCount(QUEUE) == 0);
    }
    Ledger.awaitSettled(load, outside, SETTLED);
    caravan.terminate();
    Ledger.of(load, outside, parts)
        .report(
            "4 killed between record and acknowledgement",
            "redelivered, %d call (1)".formatted(outside.providerCalls(id).size()))
        .assertClean(0);
  }

  @Test
  void letsBadDeliveriesHoldUpNobody() throws Exception {
    CaravanProcess caravan = process("bad-deliveries");
    Load load = load(caravan);
    caravan.start();
    try (Connection connection = Parts.broker();
        Channel broker = connection.createChannel()) {
      endToEnd(load);
      final Map<String, Long> consumers = new HashMap<>();
      for (String queue : READ) {
        consumers.put(queue, broker.consumerCount(queue));
      }
      final Duration usual = endToEndMedian(load, null);

      Duration beside = endToEndMedian(load, broker);

      for (String queue : READ) {
        await("an empty " + queue)
            .atMost(Duration.ofSeconds(30))
            .until(() -> broker.messageCount(queue) == 0);
        assertThat(broker.consumerCount(queue))
            .as("consumers of " + queue)
            .isEqualTo(consumers.get(queue));
      }
      final long warnings = warnings(caravan);
      Load.pause(Duration.ofSeconds(2));
      assertThat(warnings(caravan)).as("nothing goes on being redelivered").isEqualTo(warnings);
      caravan.terminate();
      Ledger.of(load, outside, parts)
          .report(
              "26 deliveries that are no ids, 200",
              "end to end %d ms, without them %d (twice)"
                  .formatted(beside.toMillis(), usual.toMillis()))
          .assertClean(0);
      assertThat(beside).isLessThan(usual.multipliedBy(2).plusMillis(50));
    }
  }

  /** Of twenty messages, each with a hail of bad deliveries before it, if there is a broker. */
  private Duration endToEndMedian(Load load, Channel broker) throws IOException {
    List<Duration> times = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      if (broker != null) {
        for (String queue : READ) {
          publish(broker, queue, "text/plain", "not an id".getBytes(StandardCharsets.UTF_8));
          publish(broker, queue, "text/plain", new byte[0]);
          publish(broker, queue, "application/octet-stream", new byte[1 << 20]);
          publish(broker, queue, "text/plain", UUID.randomUUID().toString().getBytes("US-ASCII"));
          publish(broker, queue, "application/x-java-serialized-object", serialized());
        }
      }
      times.add(endToEnd(load));
    }
    return times.stream().sorted().toList().get(10);
  }

  private static void publish(Channel broker, String queue, String contentType, byte[] body)
      throws IOException {
    var properties = new AMQP.BasicProperties.Builder().contentType(contentType).build();
    broker.basicPublish("", queue, properties, body);
  }

  private static byte[] serialized() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new ArrayList<>(List.of("no id")));
    }
    return bytes.toByteArray();
  }

  private static long warnings(CaravanProcess caravan) {
    return caravan.log().lines().filter(line -> line.contains(" WARN ")).count();
  }

  /** Two processes on one database and one broker: beside each other, one frozen, one killed. */
  @Test
  void sharesTheWorkWithASecondProcess() {
    CaravanProcess first = two("first");
    CaravanProcess second = two("second");
    outside.provider(Outside.slow(Duration.ofMillis(20)));
    first.start();
    second.start();

    Load beside = load(first, second).halfOfItPatient();
    beside.run(200, 16, Duration.ofSeconds(5));
    Ledger.awaitSettled(beside, outside, SETTLED);
    Ledger together = Ledger.of(beside, outside, parts);
    together
        .report("35 two processes at 200/s", "%d called twice (0)".formatted(together.duplicates()))
        .assertClean(0);

    Load frozen = load(second).halfOfItPatient();
    frozen.start(200, 16);
    Load.pause(Duration.ofSeconds(1));
    first.pause();
    Load.pause(Duration.ofSeconds(PAUSE));
    first.resume();
    Load.pause(Duration.ofSeconds(1));
    frozen.stop();
    Ledger.awaitSettled(frozen, outside, SETTLED);
    Ledger.of(frozen, outside, parts)
        .report(
            "36 SIGSTOP of one of two for %d s, claims of 5 s".formatted(PAUSE),
            "accept p99 of the other %d ms"
                .formatted(Load.percentile(frozen.answers().values(), 0.99).toMillis()))
        .assertClean(CONSUMERS)
        .assertDuplicatesWereInFlight(first);

    Load killed = load(first, second).halfOfItPatient();
    killed.start(200, 16);
    Load.pause(Duration.ofSeconds(2));
    first.kill();
    Load.pause(Duration.ofSeconds(2));
    killed.stop();
    Ledger.awaitSettled(killed, outside, SETTLED);
    second.terminate();
    Ledger left = Ledger.of(killed, outside, parts);
    left.report(
            "35 one of two processes killed",
            "%d called twice (%d)".formatted(left.duplicates(), CONSUMERS))
        .assertClean(CONSUMERS)
        .assertDuplicatesWereInFlight(first);
  }

  private CaravanProcess two(String name) {
    return process(name)
        .with("caravan.dispatch.lease-time", "3s")
        .with("caravan.dispatch.confirm-timeout", "2s");
  }
}
