package dev.caravan;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.autoconfigure.actuate.observability.AutoConfigureObservability;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.ContextConfiguration;

/**
 * The whole service on embedded parts, as a newcomer starts it, on free ports and with data of its
 * own. Tests that carry it share one running service.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "caravan.management.port=0",
      "caravan.data-dir=target/test-data/embedded-${random.uuid}"
    })
@AutoConfigureObservability(tracing = false)
@ContextConfiguration(classes = {CaravanApplication.class, RunningCaravan.class})
public @interface EmbeddedCaravan {}
