package dev.caravan;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.UUID;
import org.springframework.boot.test.autoconfigure.actuate.observability.AutoConfigureObservability;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextConfiguration;

/**
 * The whole service on embedded parts, as a newcomer starts it, on free ports and with data of its
 * own. Tests that carry it share one running service.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = "caravan.management.port=0")
@AutoConfigureObservability(tracing = false)
@ContextConfiguration(
    classes = {CaravanApplication.class, RunningCaravan.class},
    initializers = EmbeddedCaravan.OwnData.class)
public @interface EmbeddedCaravan {
  /** One folder for each service; {@code ${random.uuid}} would be another at each look. */
  class OwnData implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    @Override
    public void initialize(ConfigurableApplicationContext service) {
      TestPropertyValues.of("caravan.data-dir=target/test-data/embedded-" + UUID.randomUUID())
          .applyTo(service);
    }
  }
}
