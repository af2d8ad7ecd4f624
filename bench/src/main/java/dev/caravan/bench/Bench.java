package dev.caravan.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Runs scenarios against the jar and keeps what it measured. Started by {@code bench/run}. */
public final class Bench {
  private static final int CONNECTIONS = 64;
  private static final int WINDOW = 256;

  private final Map<String, String> options;
  private final Path folder;
  private final Path jar;
  private final List<Phase> phases = new ArrayList<>();
  private final StringBuilder facts = new StringBuilder();

  private Bench(Map<String, String> options) {
    this.options = options;
    this.folder = Path.of(options.get("results"));
    this.jar = Path.of(options.get("jar"));
  }

  public static void main(String[] arguments) throws IOException {
    Map<String, String> options =
        new TreeMap<>(
            Map.of(
                "parts", "embedded,real",
                "scenarios", "accept,path",
                "jvm", "-XX:+UseSerialGC -Xmx300m",
                "warmup", "150",
                "seconds", "10",
                "runs", "3",
                "jar", "target/caravan.jar",
                "results",
                    "bench/results/" + Instant.now().toString().replaceAll("\\..*|[-:]", "")));
    for (String argument : arguments) {
      String[] pair = argument.split("=", 2);
      if (pair.length != 2 || !pair[0].startsWith("--") || !options.containsKey(name(pair))) {
        System.err.println("unknown: " + argument + "; known are " + options);
        System.exit(2);
      }
      options.put(name(pair), pair[1]);
    }
    new Bench(options).run();
  }

  private static String name(String[] pair) {
    return pair[0].substring(2);
  }

  private void run() throws IOException {
    Files.createDirectories(folder);
    if (options.get("scenarios").contains("million") && !options.get("parts").equals("real")) {
      throw new IllegalArgumentException("the million is for --parts=real");
    }
    for (String parts : options.get("parts").split(",")) {
      for (String scenario : options.get("scenarios").split(",")) {
        play(Parts.named(parts), scenario);
      }
    }
    String report = machine() + facts + "\n" + Report.of(phases);
    Files.writeString(folder.resolve("report.md"), report);
    System.out.println("\n" + report);
    System.out.println("kept in " + folder);
  }

  private void play(Parts parts, String scenario) throws IOException {
    switch (scenario) {
      case "accept" -> accept(parts);
      case "path" -> path(parts);
      case "smpp" -> Reported.play(this, parts, Channel.SMPP, 500);
      case "africas-talking" -> Reported.play(this, parts, Channel.AFRICAS_TALKING, 300);
      case "backlog" -> Volume.backlog(this, parts);
      case "million" -> Volume.million(this, parts);
      default -> throw new IllegalArgumentException("no scenario " + scenario);
    }
  }

  /** How fast messages are taken in when nothing else runs here: the queues of the others wait. */
  private void accept(Parts parts) throws IOException {
    try (Session session = open(parts, "api")) {
      Clients clients = session.clients(CONNECTIONS, "normal", "");
      clients.follow(Arrivals.closed());
      session.warmUp(number("warmup"));
      session.measure("accept, role api, 64 connections", number("seconds"), number("runs"));
      clients.follow(now -> -1);
      Pause.millis(1000);
      session.checkStored();
      keep(session);
    }
  }

  /** The whole path: what it carries, how long it takes, and what it takes in at the same time. */
  private void path(Parts parts) throws IOException {
    try (Session session = open(parts, "all")) {
      Clients clients = session.clients(CONNECTIONS, "normal", "");
      clients.follow(Arrivals.window(session.messages, WINDOW));
      session.warmUp(number("warmup"));
      session.measure("end to end, 256 under way", number("seconds"), number("runs"));
      quiet(session, clients);
      clients.follow(Arrivals.rate(200));
      session.warmUp(5);
      session.measure("end to end at 200/s", 3 * number("seconds"), 1);
      quiet(session, clients);
      clients.follow(Arrivals.rate(5));
      session.warmUp(5);
      session.measure("end to end, idle (5/s)", 2 * number("seconds"), 1);
      quiet(session, clients);
      clients.follow(Arrivals.closed());
      session.warmUp(5);
      session.measure("accept, every role, 64 connections", number("seconds"), number("runs"));
      quiet(session, clients);
      session.checkStored();
      keep(session);
    }
  }

  /** No new messages until the old ones have come back. */
  static void quiet(Session session, Clients clients) throws IOException {
    clients.follow(now -> -1);
    Pause.millis(500);
    session.drain(Duration.ofMinutes(10));
  }

  Session open(Parts parts, String roles) throws IOException {
    return open(parts, Channel.HTTPBIN, roles);
  }

  Session open(Parts parts, Channel channel, String roles) throws IOException {
    Path own = folder.resolve(parts.name() + "-" + phases.size());
    Files.createDirectories(own);
    Session session = new Session(parts, channel, roles, jar, jvm(), own);
    facts.append(
        String.format(
            Locale.ROOT,
            "- %s, roles %s: ready %.1f s after the start of the process%n",
            parts.name(),
            roles,
            session.gateway.readyAfter.toMillis() / 1000.0));
    return session;
  }

  void keep(Session session) throws IOException {
    phases.addAll(session.phases());
    session.close();
    if (Files.exists(session.folder().resolve("syncs.jfr"))) {
      Syncs.add(session.folder().resolve("syncs.jfr"), session.phases());
      Files.delete(session.folder().resolve("syncs.jfr"));
    }
    Gateway.delete(session.folder().resolve("data"));
  }

  /** Says whether the median run reached the rate that the project set itself. */
  void mark(List<Phase> runs, int mark) {
    Phase median = Report.median(runs);
    String line =
        String.format(
            Locale.ROOT,
            "- %s: %s, median of %d runs %.0f/s; mark %d/s: %s%n",
            median.parts(),
            median.name(),
            runs.size(),
            median.finishRate(),
            mark,
            median.finishRate() >= mark ? "met" : "missed");
    facts.append(line);
    System.out.print(line.substring(2));
  }

  int number(String option) {
    return Integer.parseInt(options.get(option));
  }

  private List<String> jvm() {
    return options.get("jvm").isBlank()
        ? List.of()
        : List.of(options.get("jvm").strip().split("\\s+"));
  }

  private String machine() throws IOException {
    return String.format(
        "# Benchmark of %s%n%n- %d processors, Linux %s, Java %s, jvm options: %s%n- load"
            + " generator, provider, client and all services on the same machine%n",
        Instant.now().toString().replaceAll("\\..*", "Z"),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.version"),
        System.getProperty("java.version"),
        options.get("jvm").isBlank() ? "none" : options.get("jvm"));
  }
}
