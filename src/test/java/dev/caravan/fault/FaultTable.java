package dev.caravan.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The result of the campaign, a row for each fault: {@code target/faults.txt}. */
final class FaultTable {
  private static final Path FILE = Path.of("target/faults.txt");
  private static final String FORMAT = "%-58s %-9s %9s %5s %11s %11s %10s  %s";
  private static final String HEAD =
      FORMAT.formatted(
          "fault",
          "parts",
          "accepted",
          "lost",
          "duplicated",
          "unexpected",
          "recovered",
          "measured (limit)");

  private FaultTable() {}

  /** Adds a row, or replaces that of an earlier run. */
  static synchronized void add(
      String fault,
      String parts,
      long accepted,
      long lost,
      long duplicated,
      long unexpected,
      long recovered,
      String measured) {
    String row =
        FORMAT.formatted(fault, parts, accepted, lost, duplicated, unexpected, recovered, measured);
    String key = "%-58s %-9s".formatted(fault, parts);
    try {
      List<String> rows =
          new ArrayList<>(Files.exists(FILE) ? Files.readAllLines(FILE) : List.of());
      rows.removeIf(line -> line.startsWith(key) || line.equals(HEAD));
      rows.add(row);
      rows.add(0, HEAD);
      Files.write(FILE, rows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    System.out.println(HEAD + System.lineSeparator() + row);
  }
}
