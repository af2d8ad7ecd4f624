package dev.caravan.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Rows as bind values, one array for each column: a statement over any number of rows has one text,
 * and the database plans it once. In a statement {@link #toString} stands where a table could.
 */
final class Columns {
  private record Column(String name, String type) {}

  private final String name;
  private final List<Column> columns = new ArrayList<>();

  /**
   * Describes the rows.
   *
   * @param columns names and SQL types: {@code "uid uuid", "at timestamp with time zone"}
   */
  Columns(String name, String... columns) {
    this.name = name;
    for (String column : columns) {
      String[] words = column.split(" ", 2);
      this.columns.add(new Column(words[0], words[1]));
    }
  }

  /** The bind values of these rows; each has a value for every column, in their order. */
  Object[] of(List<Object[]> rows) {
    Object[] binds = new Object[columns.size()];
    for (int i = 0; i < binds.length; i++) {
      int column = i;
      binds[i] =
          rows.stream()
              .map(row -> row[column])
              .map(value -> isTime(column) ? Objects.toString(value, null) : value)
              .toArray(length -> arrayOf(columns.get(column).type(), length));
    }
    return binds;
  }

  /** The drivers have no arrays of times in common; both databases read ISO 8601. */
  private boolean isTime(int column) {
    return columns.get(column).type().startsWith("timestamp");
  }

  private static Object[] arrayOf(String type, int length) {
    return switch (type) {
      case "uuid" -> new UUID[length];
      case "integer" -> new Integer[length];
      case "bigint" -> new Long[length];
      default -> new String[length];
    };
  }

  @Override
  public String toString() {
    String arrays =
        columns.stream()
            .map(column -> "cast(? as " + column.type() + " array)")
            .collect(Collectors.joining(", "));
    String names = columns.stream().map(Column::name).collect(Collectors.joining(", "));
    return "unnest(" + arrays + ") as " + name + " (" + names + ")";
  }
}
