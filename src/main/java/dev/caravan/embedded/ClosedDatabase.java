package dev.caravan.embedded;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/**
 * Makes the pool drop the connections to an H2 that has closed itself, as it does when its disk is
 * full. It opens again with the first new connection, once the last old one is gone; the pool knows
 * none of H2's codes, and would use the old ones for ever.
 */
public class ClosedDatabase implements SQLExceptionOverride {
  private static final int DATABASE_IS_CLOSED = 90098;

  @java.lang.Override
  public Override adjudicate(SQLException failure) {
    return failure.getErrorCode() == DATABASE_IS_CLOSED
        ? Override.MUST_EVICT
        : Override.CONTINUE_EVICT;
  }
}
