package dev.caravan.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real service that {@code scripts/services} started: it can be killed, halted and started again
 * on its data. One that the caller named cannot; then the test fails and says so.
 */
enum RealService {
  POSTGRESQL,
  RABBITMQ;

  /** An unlucky start of the broker after a crash takes half a minute. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** SIGKILL to every process of it; returns when they are gone. */
  void kill() {
    signal("KILL");
  }

  /** PostgreSQL's immediate shutdown, as a crash of the server: no checkpoint, sessions cut. */
  void quit() {
    signal("QUIT");
  }

  /** Every process of it stands still, its connections stay open. */
  void pause() {
    signal("STOP");
  }

  void resume() {
    signal("CONT");
  }

  /** Starts it on the data that is there, after stopping it if it runs; returns when it answers. */
  void restart() {
    services("restart", word());
  }

  /** For the end of every campaign: others run on the same services afterwards. */
  void heal() {
    if (services("status").lines().noneMatch(this::isHealthy)) {
      restart();
    }
  }

  private boolean isHealthy(String line) {
    return line.startsWith(word()) && line.contains("running") && !line.contains("not answer");
  }

  static String rabbitmqctl(String... arguments) {
    List<String> all = new ArrayList<>(List.of("rabbitmqctl", "--quiet"));
    all.addAll(List.of(arguments));
    return services(all.toArray(String[]::new));
  }

  private void signal(String signal) {
    services("signal", word(), signal);
  }

  private String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  private static String services(String... arguments) {
    List<String> command = new ArrayList<>(List.of(script().toString()));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (InputStream out = process.getInputStream()) {
        String said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
        boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        // A status of 3 says that not all are there, which is an answer too.
        if (!ended || (process.exitValue() != 0 && !arguments[0].equals("status"))) {
          throw new IllegalStateException(String.join(" ", command) + ": " + said);
        }
        return said;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static Path script() {
    return Path.of(System.getProperty("basedir", "."), "scripts/services");
  }
}
