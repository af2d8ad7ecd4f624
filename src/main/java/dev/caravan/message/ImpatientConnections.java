package dev.caravan.message;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Connections on which no answer of the database is awaited for long, because a client waits behind
 * it. A database that hangs cannot be asked to give up a statement, so the socket must. The pool
 * sets its own time-out again when the connection comes back.
 */
final class ImpatientConnections extends DelegatingDataSource {
  private final Duration patience;

  ImpatientConnections(DataSource database, Duration patience) {
    super(database);
    this.patience = patience;
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = super.getConnection();
    try {
      connection.setNetworkTimeout(Runnable::run, (int) patience.toMillis());
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }
}
