package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The production profile on PostgreSQL and RabbitMQ; only the client may be called by http here.
 */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "caravan.management.port=0",
      "caravan.data-dir=target/test-data/real-${random.uuid}",
      "caravan.accept.callback-schemes=http,https",
      "caravan.callback.retry-after=1s,2s",
      "caravan.callback.timeout=3s",
      "caravan.channel.call-deadline=3s",
      "server.address=127.0.0.1",
      "API_KEY=" + RealPathIT.KEY,
      "DB_NAME=test",
      "DB_USER=test",
      "DB_PASS=test",
      "BROKER_URL=amqp://test",
      "HTTPBIN_URL=http://127.0.0.1"
    })
@ActiveProfiles("production")
@ContextConfiguration(classes = {CaravanApplication.class, RunningCaravan.class})
// Its consumers would take the messages of tests that come after it.
@DirtiesContext
class RealPathIT extends PathContract {
  static final String KEY = "a-key-of-production-tests";

  @DynamicPropertySource
  static void realParts(DynamicPropertyRegistry properties) {
    properties.add("spring.datasource.username", () -> RealParts.required("CARAVAN_TEST_DB_USER"));
    properties.add("spring.datasource.password", () -> RealParts.required("CARAVAN_TEST_DB_PASS"));
    properties.add("spring.rabbitmq.addresses", RealParts::brokerUrl);
    String url = RealParts.freshJdbcUrl();
    properties.add("spring.datasource.url", () -> url);
    properties.add("spring.flyway.default-schema", () -> RealParts.schemaOf(url));
  }

  @Autowired private AmqpAdmin broker;

  /**
   * Here only: the embedded broker tells nobody that a queue is gone, and nobody else can delete
   * one.
   */
  @Test
  void outlivesTheDeletionOfItsQueue() {
    broker.deleteQueue("httpbin.dummy.send_message");

    assertThat(send("").statusCode()).isEqualTo(202);

    awaitState("delivered");
    assertThat(OUTSIDE.calls("message=" + id)).hasSize(1);
  }
}
