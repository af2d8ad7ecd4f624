package dev.caravan.provider;

import dev.caravan.EmbeddedCaravan;
import dev.caravan.RealParts;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/** The stand-ins with PostgreSQL and RabbitMQ. */
@EmbeddedCaravan
@TestPropertySource(
    properties = {"caravan.embedded.broker=false", "caravan.embedded.database=false"})
// Its consumers would take the messages of tests that come after it.
@DirtiesContext
class RealLedgerIT extends LedgerContract {
  @DynamicPropertySource
  static void realParts(DynamicPropertyRegistry properties) {
    properties.add("spring.datasource.username", () -> RealParts.required("CARAVAN_TEST_DB_USER"));
    properties.add("spring.datasource.password", () -> RealParts.required("CARAVAN_TEST_DB_PASS"));
    properties.add("spring.rabbitmq.addresses", RealParts::brokerUrl);
    String url = RealParts.freshJdbcUrl();
    properties.add("spring.datasource.url", () -> url);
    properties.add("spring.flyway.default-schema", () -> RealParts.schemaOf(url));
  }
}
