package dev.caravan.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What processes cost, read from {@code /proc}: CPU since their start, and memory. */
final class Usage {
  /** Clock ticks of {@code /proc} last this long on Linux, whatever the kernel's own rate. */
  private static final long MILLIS_PER_TICK = 10;

  private Usage() {}

  /**
   * CPU milliseconds that each named process and its descendants have used so far.
   *
   * @param processes process numbers by name
   */
  static Map<String, Long> cpuMillis(Map<String, Long> processes) throws IOException {
    Map<Long, Long> own = new HashMap<>();
    Map<Long, List<Long>> children = new HashMap<>();
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      for (Path process : all.filter(p -> p.getFileName().toString().matches("\\d+")).toList()) {
        List<String> stat = stat(process);
        if (!stat.isEmpty()) {
          long number = Long.parseLong(process.getFileName().toString());
          own.put(number, MILLIS_PER_TICK * ticks(stat));
          children.computeIfAbsent(Long.valueOf(stat.get(1)), p -> new ArrayList<>()).add(number);
        }
      }
    }
    Map<String, Long> used = new TreeMap<>();
    processes.forEach((name, process) -> used.put(name, sum(process, own, children)));
    return used;
  }

  /** CPU milliseconds of this process alone. */
  static long ownCpuMillis() throws IOException {
    return MILLIS_PER_TICK * ticks(stat(Path.of("/proc/self")));
  }

  private static long sum(long process, Map<Long, Long> own, Map<Long, List<Long>> children) {
    long used = own.getOrDefault(process, 0L);
    for (long child : children.getOrDefault(process, List.of())) {
      used += sum(child, own, children);
    }
    return used;
  }

  /** User and system time, without that of children that have ended. */
  private static long ticks(List<String> stat) {
    return Long.parseLong(stat.get(11)) + Long.parseLong(stat.get(12));
  }

  /** Megabytes of a line of {@code /proc/<pid>/status}: VmRSS is now, VmHWM the peak. */
  static long megabytes(long process, String line) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + process + "/status"))) {
      String found = lines.filter(l -> l.startsWith(line + ":")).findFirst().orElseThrow();
      return Long.parseLong(found.replaceAll("\\D", "")) / 1024;
    }
  }

  /** The fields after the command's name, which may itself hold spaces; empty if it has ended. */
  private static List<String> stat(Path process) throws IOException {
    try {
      String stat = Files.readString(process.resolve("stat"));
      return List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      if (Files.exists(process)) {
        throw e;
      }
      return List.of();
    }
  }
}
