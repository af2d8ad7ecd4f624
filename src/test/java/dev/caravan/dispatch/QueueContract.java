package dev.caravan.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.message.Channels;
import dev.caravan.message.Lane;
import dev.caravan.message.Outgoing;
import dev.caravan.message.QueueNames;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.amqp.rabbit.core.RabbitTemplate;

/** What the queues must do, on whichever broker. */
abstract class QueueContract {
  private final String channel = "test-" + UUID.randomUUID();
  private final String queue = QueueNames.of(channel, "dummy", Lane.NORMAL);
  private CachingConnectionFactory connections;
  private RabbitAdmin admin;
  private RabbitTemplate rabbit;
  private Topology topology;
  private BatchPublisher publisher;

  abstract CachingConnectionFactory connect();

  @BeforeEach
  void declare() {
    connections = connect();
    admin = new RabbitAdmin(connections);
    rabbit = new RabbitTemplate(connections);
    Channels channels = new Channels();
    channels.replaceAll(
        List.of(new Channels.Offer(channel, "test", Set.of("dummy"), 64, null, null)));
    topology = new Topology(admin, channels, connections);
    publisher =
        new BatchPublisher(
            rabbit,
            new DispatchProperties(
                500,
                Duration.ofSeconds(1),
                Duration.ofSeconds(10),
                1_000,
                Duration.ofMillis(500),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofMinutes(5)));
    topology.declareAll();
  }

  @AfterEach
  void delete() {
    QueueNames.lanes(channel, "dummy").forEach(admin::deleteQueue);
    connections.destroy();
  }

  @Test
  void hasEveryConfirmedId() {
    List<Outgoing> batch = outgoing(1_000, queue);

    Set<UUID> confirmed = publisher.publish(batch);

    assertThat(confirmed).containsExactlyInAnyOrderElementsOf(uids(batch));
    assertThat(topology.depth(queue)).hasValue(1_000);
  }

  @Test
  void usesTheOtherQueuesWhenOneIsNotAsItDeclaresIt() {
    QueueNames.lanes(channel, "dummy").forEach(admin::deleteQueue);
    String foreign = QueueNames.lanes(channel, "dummy").get(0);
    admin.declareQueue(new Queue(foreign, false));

    topology.declareAll();

    assertThat(topology.isUsable()).isTrue();
    assertThat(QueueNames.lanes(channel, "dummy"))
        .allMatch(each -> topology.depth(each).isPresent());
  }

  @Test
  void carriesTheIdAndWhatTracesIt() {
    Outgoing outgoing = outgoing(1, queue).get(0);
    publisher.publish(List.of(outgoing));

    Message message = rabbit.receive(queue, 5_000);

    assertThat(new String(message.getBody(), java.nio.charset.StandardCharsets.US_ASCII))
        .isEqualTo(outgoing.uid().toString());
    assertThat(message.getMessageProperties().getCorrelationId()).isEqualTo("correlation");
    assertThat(message.getMessageProperties().getReceivedDeliveryMode())
        .isEqualTo(org.springframework.amqp.core.MessageDeliveryMode.PERSISTENT);
  }

  @Test
  void confirmsNothingThatHasNoQueue() {
    List<Outgoing> good = outgoing(5, queue);
    List<Outgoing> lost = outgoing(5, "no-such-queue-" + UUID.randomUUID());

    Set<UUID> confirmed = publisher.publish(Stream.concat(good.stream(), lost.stream()).toList());

    assertThat(confirmed).containsExactlyInAnyOrderElementsOf(uids(good));
  }

  @Test
  void healsAQueueThatWasDeleted() {
    admin.deleteQueue(queue);
    assertThat(topology.depth(queue)).isEmpty();
    List<Outgoing> batch = outgoing(3, queue);
    assertThat(publisher.publish(batch)).isEmpty();

    topology.declareAll();

    assertThat(publisher.publish(batch)).containsExactlyInAnyOrderElementsOf(uids(batch));
  }

  @Test
  void declaresEveryLaneDurableAndWithoutArguments() {
    for (String lane : QueueNames.lanes(channel, "dummy")) {
      assertThat(admin.getQueueInfo(lane)).as(lane).isNotNull();
      // Declared otherwise, RabbitMQ would refuse this with 406.
      admin.declareQueue(new org.springframework.amqp.core.Queue(lane, true));
    }
  }

  private static List<Outgoing> outgoing(int number, String queue) {
    return Stream.generate(() -> new Outgoing(UUID.randomUUID(), queue, "correlation", null))
        .limit(number)
        .toList();
  }

  private static List<UUID> uids(List<Outgoing> batch) {
    return batch.stream().map(Outgoing::uid).toList();
  }
}
