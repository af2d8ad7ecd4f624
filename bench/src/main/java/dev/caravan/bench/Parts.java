package dev.caravan.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the service runs on: embedded parts, or the real ones that {@code scripts/services} runs.
 */
interface Parts {
  String name();

  /** The service's environment for a database of its own. */
  Map<String, String> environment(int outsidePort, String database);

  /** Options of its JVM that the measuring needs. */
  List<String> jvmOptions(Path folder);

  /** Process numbers of the parts, by name. */
  Map<String, Long> processes() throws IOException;

  /** Disk waits so far by part; of embedded parts they are known only afterwards. */
  Map<String, Long> syncs() throws IOException;

  /** Takes away what a run left in the parts. */
  void cleanUp(String database) throws IOException;

  static Parts named(String name) {
    return switch (name) {
      case "embedded" -> new Embedded();
      case "real" -> new Real();
      default -> throw new IllegalArgumentException("parts are embedded or real, not " + name);
    };
  }

  /** Broker and database in the service's own process. */
  final class Embedded implements Parts {
    @Override
    public String name() {
      return "embedded";
    }

    @Override
    public Map<String, String> environment(int outsidePort, String database) {
      return Map.of("HTTPBIN_URL", "http://127.0.0.1:" + outsidePort);
    }

    @Override
    public List<String> jvmOptions(Path folder) {
      return List.of(
          "-XX:StartFlightRecording=settings=bench/syncs.jfc,filename="
              + folder.resolve("syncs.jfr"));
    }

    @Override
    public Map<String, Long> processes() {
      return Map.of();
    }

    @Override
    public Map<String, Long> syncs() {
      return Map.of();
    }

    @Override
    public void cleanUp(String database) {
      // The data folder goes with the run's folder.
    }
  }

  /** PostgreSQL and RabbitMQ, durable as Debian sets them up. */
  final class Real implements Parts {
    private static final Pattern RUNNING = Pattern.compile("(?m)^(\\w+) .*process (\\d+)$");
    private final Map<String, Long> processes = new TreeMap<>();

    @Override
    public String name() {
      return "real";
    }

    @Override
    public Map<String, String> environment(int outsidePort, String database) {
      Map<String, String> env = new TreeMap<>();
      env.put("SPRING_PROFILES_ACTIVE", "production");
      env.put(
          "SPRING_DATASOURCE_URL",
          "jdbc:postgresql://%s:%s/%s?currentSchema=%s"
              .formatted(
                  variable("CARAVAN_TEST_DB_HOST"),
                  variable("CARAVAN_TEST_DB_PORT"),
                  variable("CARAVAN_TEST_DB_NAME"),
                  database));
      env.put("SPRING_FLYWAY_DEFAULTSCHEMA", database);
      env.put("DB_NAME", variable("CARAVAN_TEST_DB_NAME"));
      env.put("DB_USER", variable("CARAVAN_TEST_DB_USER"));
      env.put("DB_PASS", variable("CARAVAN_TEST_DB_PASS"));
      env.put("BROKER_URL", variable("CARAVAN_TEST_BROKER_URL"));
      env.put("HTTPBIN_URL", "http://127.0.0.1:" + outsidePort);
      env.put("SERVER_ADDRESS", "127.0.0.1");
      env.put("CARAVAN_ACCEPT_CALLBACKSCHEMES", "http,https");
      return env;
    }

    @Override
    public List<String> jvmOptions(Path folder) {
      return List.of();
    }

    @Override
    public Map<String, Long> processes() throws IOException {
      // Once, before there is load: the script asks each of them whether it answers.
      if (processes.isEmpty()) {
        Matcher line = RUNNING.matcher(Shell.run("scripts/services", "status"));
        while (line.find()) {
          if (List.of("postgresql", "rabbitmq").contains(line.group(1))) {
            processes.put(line.group(1), Long.valueOf(line.group(2)));
          }
        }
      }
      return processes;
    }

    @Override
    public Map<String, Long> syncs() throws IOException {
      return Map.of(
          "postgresql", Long.valueOf(sql("select wal_sync from pg_stat_wal")),
          "rabbitmq", metric("rabbitmq_io_sync_ops_total"));
    }

    @Override
    public void cleanUp(String database) throws IOException {
      sql("drop schema if exists " + database + " cascade");
      for (String queue :
          Shell.run("scripts/services", "rabbitmqctl", "-q", "list_queues", "name", "messages")
              .split("\n")) {
        if (queue.matches("\\S+\\s+[1-9]\\d*")) {
          Shell.run("scripts/services", "rabbitmqctl", "-q", "purge_queue", queue.split("\\s")[0]);
        }
      }
    }

    static String sql(String statement) throws IOException {
      return Shell.run("scripts/services", "psql", "-qtA", "-c", statement);
    }

    private static long metric(String name) throws IOException {
      URI metrics = URI.create("http://127.0.0.1:" + variable("BENCH_BROKER_METRICS") + "/metrics");
      try {
        return HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(metrics).timeout(Duration.ofSeconds(30)).build(),
                HttpResponse.BodyHandlers.ofLines())
            .body()
            .filter(line -> line.startsWith(name + " "))
            .map(line -> (long) Double.parseDouble(line.substring(name.length() + 1)))
            .findFirst()
            .orElseThrow();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }

    private static String variable(String name) {
      String value = System.getenv(name);
      if (value == null) {
        throw new IllegalStateException(name + " is not set; bench/run sets it");
      }
      return value;
    }
  }
}
