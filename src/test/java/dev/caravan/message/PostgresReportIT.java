package dev.caravan.message;

import com.zaxxer.hikari.HikariDataSource;
import dev.caravan.RealParts;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresReportIT extends ReportContract {
  private static DataSource database;

  @BeforeAll
  static void open() {
    database = RealParts.freshPostgres();
  }

  @AfterAll
  static void close() {
    ((HikariDataSource) database).close();
  }

  @Override
  DataSource database() {
    return database;
  }
}
