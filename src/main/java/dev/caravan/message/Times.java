package dev.caravan.message;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Times between Java and the tables: UTC, and microseconds, which is what both databases keep. */
final class Times {
  private Times() {}

  /** An instant as a bind value; null stays null. */
  static OffsetDateTime bind(Instant at) {
    return at == null ? null : micros(at).atOffset(ZoneOffset.UTC);
  }

  /** The instant as the tables would give it back, so that it can be compared with one read. */
  static Instant micros(Instant at) {
    return at.truncatedTo(ChronoUnit.MICROS);
  }

  static Instant read(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
