package dev.caravan.message;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class H2ReportTest extends ReportContract {
  @TempDir static Path folder;
  private static HikariDataSource database;

  @BeforeAll
  static void open() {
    database = new HikariDataSource();
    database.setJdbcUrl(
        "jdbc:h2:file:"
            + folder.resolve("test")
            + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;WRITE_DELAY=0;LOCK_TIMEOUT=3000");
    database.setMaximumPoolSize(16);
    Flyway.configure().dataSource(database).load().migrate();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @Override
  DataSource database() {
    return database;
  }
}
