package dev.caravan.start;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;

class StartSettingsTest {
  private final MockEnvironment environment = new MockEnvironment();

  StartSettingsTest() {
    environment.setActiveProfiles("production");
    Map.of(
            "API_KEY", "a-key-of-sixteen-or-more",
            "DB_NAME", "caravan",
            "DB_USER", "caravan",
            "DB_PASS", "secret",
            "BROKER_URL", "amqp://broker",
            "HTTPBIN_URL", "http://httpbin")
        .forEach(environment::setProperty);
  }

  @Test
  void startsWithEverythingSet() {
    assertThatCode(this::check).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"API_KEY", "DB_NAME", "DB_USER", "DB_PASS", "BROKER_URL", "HTTPBIN_URL"})
  void refusesAMissingSettingAndNamesIt(String name) {
    environment.setProperty(name, "");

    assertThatThrownBy(this::check)
        .isInstanceOf(StartupRefused.class)
        .hasMessage(name + " is not set");
  }

  @ParameterizedTest
  @ValueSource(strings = {"api-key", "short"})
  void refusesAKeyThatAnybodyCouldGuess(String key) {
    environment.setProperty("API_KEY", key);

    assertThatThrownBy(this::check)
        .hasMessageContaining("API_KEY")
        .hasMessageNotContaining("short ");
  }

  @Test
  void asksForNothingInTheDefaultProfile() {
    environment.setActiveProfiles();
    environment.setProperty("API_KEY", "");

    assertThatCode(this::check).doesNotThrowAnyException();
  }

  @Test
  void refusesASecondManagementPort() {
    environment.setActiveProfiles();
    environment.setProperty("management.server.port", "9000");

    assertThatThrownBy(this::check)
        .isInstanceOf(StartupRefused.class)
        .hasMessageContaining("CARAVAN_MANAGEMENT_PORT");
  }

  private void check() {
    new StartSettings().postProcessEnvironment(environment, null);
  }
}
