package dev.caravan.message;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs statements that are one transaction. PostgreSQL is sent all of them, and the commit, in one
 * request: a round trip costs more than most of these statements, and each one wakes both sides.
 * The embedded database has no round trips, and runs them one after the other.
 *
 * <p>A later statement cannot know in Java what an earlier one did; it must ask the tables.
 */
@Component
class Pipeline {
  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private volatile Boolean takesSeveral;

  Pipeline(JdbcTemplate jdbc, TransactionTemplate transaction) {
    this.jdbc = jdbc;
    this.transaction = transaction;
  }

  /** Returns after the commit; on an exception nothing was committed, or it cannot be told. */
  void run(Step... steps) {
    boolean together = takesSeveral();
    transaction.executeWithoutResult(
        status -> {
          if (together) {
            runTogether(List.of(steps));
          } else {
            Arrays.stream(steps).forEach(this::runAlone);
          }
        });
  }

  private boolean takesSeveral() {
    if (takesSeveral == null) {
      takesSeveral =
          jdbc.execute(
              (Connection connection) ->
                  connection.getMetaData().getDatabaseProductName().equals("PostgreSQL"));
    }
    return takesSeveral;
  }

  private void runAlone(Step step) {
    if (step.rows() == null) {
      jdbc.update(step.sql(), step.binds());
    } else {
      jdbc.query(step.sql(), step.rows(), step.binds());
    }
  }

  /** With the commit as the last statement: the transaction's own finds nothing left to commit. */
  private void runTogether(List<Step> steps) {
    String sql = steps.stream().map(Step::sql).collect(Collectors.joining("; ", "", "; commit"));
    jdbc.execute(
        sql,
        (PreparedStatement statement) -> {
          int position = 1;
          for (Step step : steps) {
            for (Object bind : step.binds()) {
              statement.setObject(position++, bind);
            }
          }
          boolean isResult = statement.execute();
          for (Step step : steps) {
            if (isResult) {
              read(statement.getResultSet(), step);
            }
            isResult = statement.getMoreResults();
          }
          return null;
        });
  }

  private static void read(ResultSet rows, Step step) throws SQLException {
    while (rows.next()) {
      step.rows().processRow(rows);
    }
  }
}
