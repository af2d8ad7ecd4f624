package dev.caravan.start;

import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Profiles;

/**
 * Before anything else is tried: in the production profile everything that has no default must be
 * set, and the client key must not be the one that every first run has. Spring Boot's own
 * management port would be a second one beside ours.
 */
public class StartSettings implements EnvironmentPostProcessor, Ordered {
  private static final int MIN_KEY_LENGTH = 16;
  private static final List<String> REQUIRED =
      List.of("DB_NAME", "DB_USER", "DB_PASS", "BROKER_URL", "HTTPBIN_URL");

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    List<String> faults = new ArrayList<>();
    if (!environment.getProperty("management.server.port", "").isEmpty()) {
      faults.add(
          "MANAGEMENT_SERVER_PORT is set, which is not used: the management port is"
              + " CARAVAN_MANAGEMENT_PORT");
    }
    if (environment.acceptsProfiles(Profiles.of("production"))) {
      checkProduction(environment, faults);
    }
    if (!faults.isEmpty()) {
      throw new StartupRefused(String.join("\n", faults));
    }
  }

  private static void checkProduction(ConfigurableEnvironment environment, List<String> faults) {
    String key = environment.getProperty("API_KEY", "");
    if (key.isEmpty()) {
      faults.add("API_KEY is not set");
    } else if (key.equals("api-key") || key.length() < MIN_KEY_LENGTH) {
      faults.add(
          "API_KEY is the default one or shorter than %d characters".formatted(MIN_KEY_LENGTH));
    }
    REQUIRED.stream()
        .filter(name -> environment.getProperty(name, "").isEmpty())
        .forEach(name -> faults.add(name + " is not set"));
  }

  /** After the configuration files have been read, which may set these too. */
  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }
}
