package dev.caravan;

import com.zaxxer.hikari.HikariDataSource;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * The real services that integration tests run on, as {@code scripts/services env} names them. A
 * missing one fails the test: nothing is skipped.
 */
public final class RealParts {
  private RealParts() {}

  public static String required(String name) {
    String value = System.getenv(name);
    if (value == null || value.isEmpty()) {
      throw new IllegalStateException(name + " is not set: start them with scripts/services start");
    }
    return value;
  }

  public static String brokerUrl() {
    return required("CARAVAN_TEST_BROKER_URL");
  }

  /** A URL of a schema that nobody else uses. */
  public static String freshJdbcUrl() {
    String schema = "test_" + UUID.randomUUID().toString().replace("-", "");
    return "jdbc:postgresql://%s:%s/%s?currentSchema=%s"
        .formatted(
            required("CARAVAN_TEST_DB_HOST"),
            required("CARAVAN_TEST_DB_PORT"),
            required("CARAVAN_TEST_DB_NAME"),
            schema);
  }

  public static String schemaOf(String jdbcUrl) {
    return jdbcUrl.substring(jdbcUrl.indexOf("currentSchema=") + "currentSchema=".length());
  }

  /** A migrated schema of its own. */
  public static DataSource freshPostgres() {
    String url = freshJdbcUrl();
    HikariDataSource source = new HikariDataSource();
    source.setJdbcUrl(url);
    source.setUsername(required("CARAVAN_TEST_DB_USER"));
    source.setPassword(required("CARAVAN_TEST_DB_PASS"));
    source.setMaximumPoolSize(16);
    Flyway.configure().dataSource(source).defaultSchema(schemaOf(url)).load().migrate();
    return source;
  }
}
