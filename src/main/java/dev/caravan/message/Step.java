package dev.caravan.message;

import org.springframework.jdbc.core.RowCallbackHandler;

/**
 * One statement of a {@link Pipeline}.
 *
 * @param rows takes the rows of a query; null for a change
 */
record Step(String sql, RowCallbackHandler rows, Object... binds) {

  static Step change(String sql, Object... binds) {
    return new Step(sql, null, binds);
  }

  static Step query(String sql, RowCallbackHandler rows, Object... binds) {
    return new Step(sql, rows, binds);
  }
}
