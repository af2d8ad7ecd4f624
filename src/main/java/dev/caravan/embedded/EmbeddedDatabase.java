package dev.caravan.embedded;

import dev.caravan.web.GeneratedCredentials;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.jdbc.JdbcConnectionDetails;
import org.springframework.stereotype.Component;

/**
 * H2 in this process, in a file under the data folder.
 *
 * <p>WRITE_DELAY=0 is what makes a 202 true: by default H2 writes a commit up to half a second
 * late, and a killed process loses it.
 */
@Component
@ConditionalOnProperty(name = "caravan.embedded.database", havingValue = "true")
class EmbeddedDatabase implements JdbcConnectionDetails {
  private static final String OPTIONS =
      ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;WRITE_DELAY=0"
          // The application closes it, after the last worker has recorded its outcome.
          + ";DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=3000"
          // Its own log of errors has no bound.
          + ";TRACE_LEVEL_FILE=0";

  private final Path file;
  private final GeneratedCredentials credentials;

  EmbeddedDatabase(@Value("${caravan.data-dir}") Path dataDir, GeneratedCredentials credentials) {
    this.file = dataDir.toAbsolutePath().normalize().resolve("caravan");
    this.credentials = credentials;
  }

  @Override
  public String getUsername() {
    return "caravan";
  }

  @Override
  public String getPassword() {
    return credentials.get("database.password");
  }

  @Override
  public String getJdbcUrl() {
    return "jdbc:h2:file:" + file + OPTIONS;
  }

  @Override
  public String getDriverClassName() {
    return "org.h2.Driver";
  }
}
