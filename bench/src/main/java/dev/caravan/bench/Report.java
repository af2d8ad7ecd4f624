package dev.caravan.bench;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** Figures as text: the same in the console and in the kept file. */
final class Report {
  private static final String BARS = " ▁▂▃▄▅▆▇█";
  private static final int WIDTH = 50;
  private static final long SECOND = 1_000_000;

  private Report() {}

  /** One phase in one line. */
  static String line(Phase phase) {
    return String.format(
        Locale.ROOT,
        "%-8s %-32s accept %7.1f/s %s | end to end %7.1f/s %s | 503 %d, failed %d%s",
        phase.parts(),
        phase.name(),
        phase.acceptRate(),
        percentiles(phase.acceptMicros()),
        phase.finishRate(),
        percentiles(phase.endToEndMicros()),
        phase.busy(),
        phase.failed(),
        phase.reportMicros().getTotalCount() == 0
            ? ""
            : String.format(
                Locale.ROOT,
                " | reports %s, %d refused",
                percentiles(phase.reportMicros()),
                phase.refusedReports()));
  }

  /** Every figure of all phases, the median run of each name, and charts. */
  static String of(List<Phase> phases) {
    Map<String, List<Phase>> byName =
        phases.stream()
            .collect(
                Collectors.groupingBy(
                    phase -> phase.parts() + ": " + phase.name(),
                    LinkedHashMap::new,
                    Collectors.toList()));
    StringBuilder text = new StringBuilder();
    text.append(
        "| what | runs | accept/s | p50 | p95 | p99 | max ms | end to end/s | p50 | p95 | p99 | max ms"
            + " | CPU ms a message | syncs a message | peak MB |\n"
            + "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
    byName.forEach((name, runs) -> text.append(row(name, runs)));
    text.append(reports(byName));
    text.append("\nEach second, from the first to the last (higher bars: more messages)\n\n```\n");
    phases.forEach(phase -> text.append(seconds(phase)));
    text.append("```\n\nRates, median runs\n\n```\n");
    double most =
        byName.values().stream()
            .map(Report::median)
            .mapToDouble(phase -> Math.max(phase.acceptRate(), phase.finishRate()))
            .max()
            .orElse(1);
    byName.forEach(
        (name, runs) -> {
          Phase median = median(runs);
          text.append(bar(name + ", accept", median.acceptRate(), most));
          if (median.finished() > 0) {
            text.append(bar(name + ", end to end", median.finishRate(), most));
          }
        });
    return text.append("```\n").toString();
  }

  private static String row(String name, List<Phase> runs) {
    Phase median = median(runs);
    String cpu =
        median.cpuMillis().entrySet().stream()
            .map(e -> e.getKey() + " " + perMessage(e.getValue(), median))
            .collect(Collectors.joining(", "));
    String syncs =
        median.syncs().entrySet().stream()
            .map(e -> e.getKey() + " " + perMessage(e.getValue(), median))
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "| %s | %d (%s) | %.0f | %s | %.0f | %s | %s | %s | %d |%n",
        name,
        runs.size(),
        runs.stream()
            .map(run -> String.format(Locale.ROOT, "%.0f", main(run)))
            .collect(Collectors.joining(", ")),
        median.acceptRate(),
        cells(median.acceptMicros()),
        median.finishRate(),
        cells(median.endToEndMicros()),
        cpu,
        syncs,
        median.peakMegabytes());
  }

  /** How the delivery reports of all runs of a name were answered; nothing if there were none. */
  private static String reports(Map<String, List<Phase>> byName) {
    StringBuilder rows = new StringBuilder();
    byName.forEach(
        (name, runs) -> {
          Histogram all = Messages.newHistogram();
          runs.forEach(run -> all.add(run.reportMicros()));
          if (all.getTotalCount() > 0) {
            rows.append(
                String.format(
                    Locale.ROOT,
                    "| %s | %d | %.2f %% | %s | %d |%n",
                    name,
                    all.getTotalCount(),
                    all.getPercentileAtOrBelowValue(SECOND),
                    cells(all),
                    runs.stream().mapToInt(Phase::refusedReports).sum()));
          }
        });
    return rows.length() == 0
        ? ""
        : "\nDelivery reports, from when each was due until it was answered, all runs\n\n"
            + "| what | reports | within 1 s | p50 | p95 | p99 | max ms | refused |\n"
            + "|---|---|---|---|---|---|---|---|\n"
            + rows;
  }

  static Phase median(List<Phase> runs) {
    return runs.stream()
        .sorted(Comparator.comparingDouble(Report::main))
        .toList()
        .get((runs.size() - 1) / 2);
  }

  /** What a phase is about: its end-to-end rate, or where nothing is sent on, what it accepted. */
  private static double main(Phase phase) {
    return phase.name().startsWith("accept") ? phase.acceptRate() : phase.finishRate();
  }

  private static String perMessage(long amount, Phase phase) {
    return String.format(Locale.ROOT, "%.3f", (double) amount / phase.messages());
  }

  private static String percentiles(Histogram micros) {
    return micros.getTotalCount() == 0
        ? "-"
        : String.format(
            Locale.ROOT,
            "p50 %.1f p95 %.1f p99 %.1f max %.1f ms",
            millis(micros, 50),
            millis(micros, 95),
            millis(micros, 99),
            micros.getMaxValue() / 1000.0);
  }

  private static String cells(Histogram micros) {
    return micros.getTotalCount() == 0
        ? "- | - | - | -"
        : String.format(
            Locale.ROOT,
            "%.1f | %.1f | %.1f | %.1f",
            millis(micros, 50),
            millis(micros, 95),
            millis(micros, 99),
            micros.getMaxValue() / 1000.0);
  }

  private static double millis(Histogram micros, double percentile) {
    return micros.getValueAtPercentile(percentile) / 1000.0;
  }

  private static String seconds(Phase phase) {
    String name = phase.parts() + ": " + phase.name();
    String text = String.format("%-46s accept     %s%n", name, sparks(phase.acceptedEach()));
    return phase.finished() == 0
        ? text
        : text + String.format("%-46s end to end %s%n", "", sparks(phase.finishedEach()));
  }

  private static String sparks(List<Integer> values) {
    int most = Math.max(1, values.stream().mapToInt(Integer::intValue).max().orElse(1));
    return values.stream()
            .map(value -> BARS.substring(8 * value / most, 8 * value / most + 1))
            .collect(Collectors.joining())
        + " highest "
        + most;
  }

  private static String bar(String name, double value, double most) {
    return String.format(
        Locale.ROOT, "%-58s %s %.0f/s%n", name, "█".repeat((int) (WIDTH * value / most)), value);
  }
}
