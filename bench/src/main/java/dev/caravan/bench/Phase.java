package dev.caravan.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * One stretch of load, measured second by second.
 *
 * @param accepted answers 202 within the phase
 * @param busy answers 503 within the phase
 * @param failed other answers, and connections that broke, within the phase
 * @param finished messages whose callback came within the phase
 * @param reportMicros answers to delivery reports, from when they were due
 * @param refusedReports how often a report was not taken within the phase
 * @param cpuMillis by process, within the phase
 * @param syncs waits for the disk by part, within the phase
 * @param acceptedEach accepted in each second
 * @param finishedEach finished in each second
 */
record Phase(
    String parts,
    String name,
    Instant startedAt,
    double seconds,
    int accepted,
    int busy,
    int failed,
    int finished,
    Histogram acceptMicros,
    Histogram endToEndMicros,
    Histogram reportMicros,
    int refusedReports,
    Map<String, Long> cpuMillis,
    Map<String, Long> syncs,
    long peakMegabytes,
    List<Integer> acceptedEach,
    List<Integer> finishedEach) {

  double acceptRate() {
    return accepted / seconds;
  }

  double finishRate() {
    return finished / seconds;
  }

  /** What CPU and disk waits are divided by. */
  int messages() {
    return Math.max(1, finished > 0 ? finished : accepted);
  }

  /** Watches what happens to the messages for so many seconds; the load is somebody else's. */
  static Phase watch(
      Parts parts, String name, int seconds, Messages messages, Gateway gateway, Path folder)
      throws IOException {
    Map<String, Long> processes = new TreeMap<>(parts.processes());
    processes.put("caravan", gateway.pid());
    Map<String, Long> syncsBefore = parts.syncs();
    Map<String, Long> cpuBefore = cpu(processes);
    int busy = messages.busy.get();
    int failed = messages.failed.get();
    int refusedReports = messages.refusedReports.get();
    Histogram accept = Messages.newHistogram();
    Histogram endToEnd = Messages.newHistogram();
    List<Integer> acceptedEach = new ArrayList<>();
    List<Integer> finishedEach = new ArrayList<>();
    Instant startedAt = Instant.now();
    Log acceptLog = new Log(folder, parts.name() + "-" + file(name) + "-accept.hlog");
    Log endToEndLog = new Log(folder, parts.name() + "-" + file(name) + "-end-to-end.hlog");
    messages.reset();
    long start = System.nanoTime();
    for (int second = 1; second <= seconds; second++) {
      int acceptedBefore = messages.accepted.get();
      int finishedBefore = messages.finished.get();
      Pause.millis(start / 1_000_000 + 1000L * second - System.nanoTime() / 1_000_000);
      acceptedEach.add(messages.accepted.get() - acceptedBefore);
      finishedEach.add(messages.finished.get() - finishedBefore);
      accept.add(acceptLog.write(messages.acceptMicros.getIntervalHistogram()));
      endToEnd.add(endToEndLog.write(messages.endToEndMicros.getIntervalHistogram()));
    }
    double took = (System.nanoTime() - start) / 1e9;
    Map<String, Long> cpu = cpu(processes);
    Map<String, Long> syncs = new TreeMap<>(parts.syncs());
    cpu.replaceAll((process, used) -> used - cpuBefore.get(process));
    syncs.replaceAll((part, number) -> number - syncsBefore.get(part));
    acceptLog.close();
    endToEndLog.close();
    return new Phase(
        parts.name(),
        name,
        startedAt,
        took,
        acceptedEach.stream().mapToInt(Integer::intValue).sum(),
        messages.busy.get() - busy,
        messages.failed.get() - failed,
        finishedEach.stream().mapToInt(Integer::intValue).sum(),
        accept,
        endToEnd,
        messages.reportMicros.getIntervalHistogram(),
        messages.refusedReports.get() - refusedReports,
        cpu,
        syncs,
        Usage.megabytes(gateway.pid(), "VmHWM"),
        acceptedEach,
        finishedEach);
  }

  private static Map<String, Long> cpu(Map<String, Long> processes) throws IOException {
    Map<String, Long> used = Usage.cpuMillis(processes);
    used.put("bench", Usage.ownCpuMillis());
    return used;
  }

  private static String file(String name) {
    return name.replaceAll("[^a-z0-9]+", "-");
  }

  /** A histogram log, one interval each second; values are microseconds. */
  private static final class Log implements AutoCloseable {
    private final PrintStream out;
    private final HistogramLogWriter writer;

    Log(Path folder, String name) throws IOException {
      Files.createDirectories(folder);
      out = new PrintStream(folder.resolve(name).toFile(), StandardCharsets.US_ASCII);
      writer = new HistogramLogWriter(out);
      writer.outputLogFormatVersion();
      writer.outputStartTime(System.currentTimeMillis());
      writer.outputLegend();
    }

    Histogram write(Histogram interval) {
      writer.outputIntervalHistogram(
          interval.getStartTimeStamp() / 1000.0,
          interval.getEndTimeStamp() / 1000.0,
          interval,
          1000.0);
      return interval;
    }

    @Override
    public void close() {
      out.close();
    }
  }
}
