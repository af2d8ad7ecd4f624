package dev.caravan.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The service under measurement: the jar, started as its README says. */
final class Gateway implements AutoCloseable {
  static final String KEY = "key-of-the-benchmark";
  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  final int port = freePort();
  final Duration readyAfter;
  private final int managementPort = freePort();
  private final Process process;

  Gateway(
      Path jar, List<String> jvmOptions, String roles, Map<String, String> environment, Path folder)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("java"));
    command.addAll(jvmOptions);
    command.addAll(List.of("-jar", jar.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("caravan-" + roles + ".log").toFile());
    builder.environment().putAll(environment);
    builder
        .environment()
        .putAll(
            Map.of(
                "API_KEY", KEY,
                "CARAVAN_ROLES", roles,
                "SERVER_PORT", Integer.toString(port),
                "CARAVAN_MANAGEMENT_PORT", Integer.toString(managementPort),
                "CARAVAN_DATA_DIR", folder.resolve("data").toString()));
    long started = System.nanoTime();
    process = builder.start();
    // A benchmark that is interrupted must not leave a consumer of the same queues behind.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    awaitReady();
    readyAfter = Duration.ofNanos(System.nanoTime() - started);
  }

  long pid() {
    return process.pid();
  }

  private void awaitReady() throws IOException {
    HttpClient http = HttpClient.newHttpClient();
    HttpRequest readiness =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + managementPort + "/actuator/health/readiness"))
            .timeout(Duration.ofSeconds(2))
            .build();
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (System.nanoTime() < deadline && process.isAlive()) {
      try {
        if (http.send(readiness, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        // Not listening yet.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
      Pause.millis(50);
    }
    close();
    throw new IOException("the service did not become ready; see its log");
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (var files = Files.walk(folder)) {
        for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
