package dev.caravan;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.security.servlet.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/**
 * Starts Caravan: one application context, two connectors (API and management); or, by {@code
 * check}, only checks route files.
 */
@SpringBootApplication(exclude = UserDetailsServiceAutoConfiguration.class)
@ConfigurationPropertiesScan
public class CaravanApplication {
  public static void main(String[] args) throws Exception {
    if (args.length > 0 && args[0].equals(CheckCommand.NAME)) {
      System.exit(CheckCommand.run(args));
    }
    SpringApplication.run(CaravanApplication.class, args);
  }
}
