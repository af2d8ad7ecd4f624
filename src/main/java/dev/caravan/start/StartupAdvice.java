package dev.caravan.start;

import dev.caravan.release.RouteFileException;
import java.sql.SQLException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.env.Environment;

/** Says in a sentence why the service does not start, instead of a stack trace. */
public class StartupAdvice implements FailureAnalyzer {
  private static final int H2_DATABASE_IN_USE = 90020;

  private final Environment environment;

  public StartupAdvice(Environment environment) {
    this.environment = environment;
  }

  @Override
  public FailureAnalysis analyze(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StartupRefused || namesASetting(cause)) {
        return new FailureAnalysis(
            cause.getMessage(),
            "Change these environment variables (docs/configuration.md) and start again.",
            failure);
      }
      if (cause instanceof RouteFileException) {
        return new FailureAnalysis(
            cause.getMessage(),
            "Mend the file, or the setting that it takes the value from, and start again.",
            failure);
      }
      if (cause instanceof SQLException sql) {
        return sql.getErrorCode() == H2_DATABASE_IN_USE ? databaseInUse(failure) : database(sql);
      }
    }
    return null;
  }

  private static boolean namesASetting(Throwable cause) {
    return cause instanceof IllegalArgumentException
        && cause.getMessage() != null
        && cause.getMessage().startsWith("CARAVAN_");
  }

  private FailureAnalysis databaseInUse(Throwable failure) {
    return new FailureAnalysis(
        "Another Caravan is running on the data folder %s."
            .formatted(environment.getProperty("caravan.data-dir")),
        "Stop it, or give this one another folder by CARAVAN_DATA_DIR and other ports by"
            + " SERVER_PORT and CARAVAN_MANAGEMENT_PORT.",
        failure);
  }

  private FailureAnalysis database(SQLException sql) {
    String url = environment.getProperty("spring.datasource.url", "the embedded database");
    return new FailureAnalysis(
        "The database %s cannot be used: %s"
            .formatted(url.replaceFirst("\\?.*", ""), sql.getMessage()),
        "Check that it runs and that DB_HOST, DB_PORT, DB_NAME, DB_USER and DB_PASS are right.",
        sql);
  }
}
