package dev.caravan.fault;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The service as a process of its own, so that it can be killed, stopped and frozen. It runs from
 * the class path of the tests (without the tests), so no jar is needed. Its ports and its data stay
 * the same over restarts.
 */
final class CaravanProcess implements AutoCloseable {
  /** How long a start is waited for; what it may take is for a campaign to say. */
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private final Parts parts;
  private final int port = freePort();
  private final int managementPort = freePort();
  private final Path log;
  private final Map<String, String> properties = new LinkedHashMap<>();
  private final List<Fault> faults = new CopyOnWriteArrayList<>();
  private final Thread lastResort = new Thread(this::destroy);
  private String failpoint = "";
  private int heapMegabytes = 256;
  private Process process;

  /** From when to when a process did nothing, in {@link System#nanoTime()}. */
  record Fault(long from, long to) {}

  CaravanProcess(String name, Parts parts, Outside outside) {
    this.parts = parts;
    this.log = Path.of("target/fault", name + "-" + parts.name() + "-" + port + ".log");
    properties.put("server.port", Integer.toString(port));
    properties.put("caravan.management.port", Integer.toString(managementPort));
    properties.put("caravan.httpbin.url", outside.url());
    // A callback that a crash interrupted comes again 20 s after this.
    properties.put("caravan.callback.timeout", "1s");
    properties.put("caravan.callback.retry-after", "1s,1s,1s,1s,1s,5s,5s");
    properties.putAll(parts.properties());
    Runtime.getRuntime().addShutdownHook(lastResort);
  }

  /** Sets a property for all coming starts. */
  CaravanProcess with(String name, String value) {
    properties.put(name, value);
    return this;
  }

  CaravanProcess with(Routes routes) {
    return with("caravan.routes-dir", routes.folder());
  }

  CaravanProcess heap(int megabytes) {
    heapMegabytes = megabytes;
    return this;
  }

  /** Arms or, with an empty text, disarms a {@link Failpoint} for all coming starts. */
  CaravanProcess failpoint(String spec) {
    failpoint = spec;
    return this;
  }

  /**
   * Starts it and returns when it is ready.
   *
   * @return how long that took
   */
  Duration start() {
    long from = System.nanoTime();
    launch();
    await("readiness of " + log)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .failFast(
            "it has ended",
            () -> {
              if (!process.isAlive()) {
                throw new AssertionError(endOfLog());
              }
            })
        .until(this::isReady);
    if (!faults.isEmpty() && faults.get(faults.size() - 1).to() == Long.MAX_VALUE) {
      Fault last = faults.remove(faults.size() - 1);
      faults.add(new Fault(last.from(), System.nanoTime()));
    }
    return Duration.ofNanos(System.nanoTime() - from);
  }

  private void launch() {
    try {
      Files.createDirectories(log.getParent());
      ProcessBuilder builder =
          new ProcessBuilder(command())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      // Nothing of the caller's environment: a variable there could be a setting of the service.
      builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
      builder.environment().putAll(parts.environment());
      builder.environment().put("HTTPBIN_URL", properties.get("caravan.httpbin.url"));
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> command() {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx" + heapMegabytes + "m"));
    String classPath = classPath();
    if (!failpoint.isEmpty()) {
      command.add("-Dcaravan.failpoint=" + failpoint);
      command.add("-Dspring.main.sources=" + Failpoint.class.getName());
      classPath += System.getProperty("path.separator") + Failpoint.classes();
    }
    command.addAll(List.of("-cp", classPath, "dev.caravan.CaravanApplication"));
    properties.forEach((name, value) -> command.add("--" + name + "=" + value));
    return command;
  }

  private static String classPath() {
    // Surefire keeps the real one here; its own java.class.path may be a jar that points to it.
    String all =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    String separator = System.getProperty("path.separator");
    return Stream.of(all.split(separator))
        .filter(entry -> !entry.endsWith("test-classes"))
        .collect(Collectors.joining(separator));
  }

  /** Whether it says that it can be sent requests. */
  boolean isReady() {
    try {
      return get("/actuator/health/readiness").statusCode() == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL, in the middle of whatever it does. */
  void kill() {
    faults.add(new Fault(System.nanoTime(), Long.MAX_VALUE));
    process.destroyForcibly();
    awaitExit(Duration.ofSeconds(5));
  }

  /** Waits for an end that something else brings about. */
  void awaitCrash(Duration limit) {
    awaitExit(limit);
    faults.add(new Fault(System.nanoTime(), Long.MAX_VALUE));
  }

  /**
   * SIGTERM.
   *
   * @return how long it took to exit
   */
  Duration terminate() {
    long from = System.nanoTime();
    process.destroy();
    awaitExit(Duration.ofSeconds(60));
    return Duration.ofNanos(System.nanoTime() - from);
  }

  /** SIGTERM, without waiting. */
  void askToTerminate() {
    process.destroy();
  }

  void awaitExit(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("still running after " + limit + ":\n" + endOfLog());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** SIGSTOP: it stands still, with its connections open, until {@link #resume}. */
  void pause() {
    signal("STOP");
    faults.add(new Fault(System.nanoTime(), Long.MAX_VALUE));
  }

  /** SIGCONT. */
  void resume() {
    Fault paused = faults.remove(faults.size() - 1);
    faults.add(new Fault(paused.from(), System.nanoTime()));
    signal("CONT");
  }

  private void signal(String name) {
    run("kill -" + name + " " + process.pid());
  }

  /**
   * From now on its files cannot be written beyond that length; with {@code unlimited}, they can
   * again. Writing fails as on a full disk, the log included.
   */
  void limitFiles(String bytes) {
    run("prlimit --pid " + process.pid() + " --fsize=" + bytes + ":unlimited");
  }

  private static void run(String command) {
    try {
      if (new ProcessBuilder("sh", "-c", command).start().waitFor() != 0) {
        throw new IllegalStateException("failed: " + command);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** When it was killed or stood still. */
  List<Fault> faults() {
    return List.copyOf(faults);
  }

  Parts parts() {
    return parts;
  }

  URI api() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** Gets a path, of the API with the key, of the management port if it begins with /actuator. */
  HttpResponse<String> get(String path) {
    boolean management = path.startsWith("/actuator");
    URI uri = URI.create("http://127.0.0.1:" + (management ? managementPort : port) + path);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5));
    if (!management) {
      request.header("Authorization", parts.key());
    }
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** The value of a metric, summed over its tags. */
  double metric(String name) {
    return sum(line -> line.startsWith(name + "{") || line.startsWith(name + " "));
  }

  /** One time series, by its name and labels. */
  double counter(String series) {
    return sum(line -> line.startsWith(series + " "));
  }

  private double sum(Predicate<String> of) {
    return get("/actuator/prometheus")
        .body()
        .lines()
        .filter(of)
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String endOfLog() {
    String text = log();
    return text.substring(Math.max(0, text.length() - 4000));
  }

  private void destroy() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  @Override
  public void close() {
    destroy();
    Runtime.getRuntime().removeShutdownHook(lastResort);
  }

  /**
   * Below the range from which the system takes ports for outgoing connections: there, a client
   * could get the port while the process is down, or even meet itself on it.
   */
  private static int freePort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(10_000, 20_000);
      try (ServerSocket socket = new ServerSocket()) {
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return port;
      } catch (IOException e) {
        // Taken; another one.
      }
    }
  }
}
