package dev.caravan.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.RealParts;
import java.net.URI;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The service in the production profile on PostgreSQL and RabbitMQ, with a {@link FaultProxy} on
 * either link. One process serves the campaigns of a class; each begins with empty tables, queues
 * and logs.
 */
final class Rig implements AutoCloseable {
  /** So many calls of the provider can be under way at once: the consumers of the normal lane. */
  static final int CONSUMERS = Routes.consumers();

  /** More than the API works on at once, so that the rest hears at once that it is busy. */
  static final int CONNECTIONS = 96;

  private static final Duration SETTLES = Duration.ofSeconds(60);

  final Outside outside = new Outside();
  final FaultProxy database;
  final FaultProxy broker;
  final Parts parts;
  final CaravanProcess caravan;

  Rig(String name) {
    URI brokerUri = URI.create(RealParts.brokerUrl());
    broker = new FaultProxy(brokerUri.getHost(), brokerUri.getPort());
    String host = RealParts.required("CARAVAN_TEST_DB_HOST");
    String port = RealParts.required("CARAVAN_TEST_DB_PORT");
    database = new FaultProxy(host, Integer.parseInt(port));
    String jdbcUrl =
        RealParts.freshJdbcUrl().replace(host + ":" + port, "127.0.0.1:" + database.port());
    String brokerUrl =
        "amqp://%s@127.0.0.1:%d".formatted(brokerUri.getRawUserInfo(), broker.port());
    parts = Parts.real(jdbcUrl, brokerUrl);
    caravan =
        new CaravanProcess(name, parts, outside)
            .with(Routes.withClaimsOf("5s"))
            .with("caravan.channel.call-deadline", "3s")
            // In production half a minute and five minutes: what the broker lost comes back later.
            .with("caravan.dispatch.search-interval", "2s")
            .with("caravan.dispatch.unclaimed-after", "4s");
    caravan.start();
  }

  /** A campaign's load, on nothing that an earlier campaign left. */
  Load load() {
    pass();
    try (Connection connection = parts.tables();
        Statement statement = connection.createStatement()) {
      // Retries of callbacks may be under way; without their rows they come to nothing.
      statement.execute("truncate message_key, message cascade");
    } catch (SQLException e) {
      throw new IllegalStateException("cannot empty the tables", e);
    }
    outside.providerCalls().clear();
    outside.callbacks().clear();
    outside.provider(Outside.ok());
    return new Load(outside, caravan);
  }

  void pass() {
    database.pass();
    broker.pass();
  }

  /**
   * Sends again what was not accepted, as clients do, and waits until everything has ended.
   *
   * @return how long after {@code since} the last callback came
   */
  Duration settle(Load load, long since) {
    load.stop();
    await("a 202")
        .atMost(SETTLES)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> load.answers().get(load.sendOne()).status() == 202);
    load.sendAgainWhatIsUncertain();
    Ledger.awaitSettled(load, outside, SETTLES);
    long last =
        outside.callbacks().values().stream()
            .flatMap(Collection::stream)
            .mapToLong(Outside.Call::at)
            .max()
            .orElseThrow();
    assertNothingIsStuck();
    return Duration.ofNanos(Math.max(0, last - since));
  }

  /** Nobody waits for the database or within the API, once there is nothing to do. */
  void assertNothingIsStuck() {
    await("no connection and no request in use")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () -> {
              assertThat(caravan.metric("hikaricp_connections_active")).isZero();
              assertThat(caravan.metric("hikaricp_connections_pending")).isZero();
              assertThat(caravan.metric("caravan_inflight")).isZero();
            });
  }

  Ledger ledger(Load load) {
    return Ledger.of(load, outside, parts);
  }

  /** What was due between two moments. */
  static List<Load.Answer> due(Load load, long from, long to) {
    return load.answers().values().stream()
        .filter(answer -> answer.due() >= from && answer.due() < to)
        .toList();
  }

  static Map<Integer, Long> statuses(List<Load.Answer> answers) {
    return answers.stream()
        .collect(Collectors.groupingBy(Load.Answer::status, Collectors.counting()));
  }

  /** How long after that moment the last answer came that was none of 202. */
  static Duration lastFailureAfter(Load load, long moment) {
    long last =
        load.answers().values().stream()
            .filter(answer -> !answer.reply().accepted())
            .mapToLong(answer -> answer.due() + answer.took().toNanos())
            .max()
            .orElse(moment);
    return Duration.ofNanos(Math.max(0, last - moment));
  }

  /** The most calls that the provider got in a second. */
  int peakOfCalls(long from) {
    Map<Long, Long> seconds =
        outside.providerCalls().values().stream()
            .flatMap(Collection::stream)
            .filter(call -> call.at() >= from)
            .collect(
                Collectors.groupingBy(
                    call -> (call.at() - from) / 1_000_000_000L, Collectors.counting()));
    return seconds.values().stream().mapToInt(Long::intValue).max().orElse(0);
  }

  /** How often rows of messages have been written since the process started, as PostgreSQL says. */
  long updates() {
    try (Connection connection = parts.tables();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select n_tup_upd from pg_stat_user_tables"
                    + " where relname = 'message' and schemaname = current_schema")) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot read the statistics", e);
    }
  }

  /** A read of a message, with the time it took. */
  Read read(String id) {
    long from = System.nanoTime();
    HttpResponse<String> answer = caravan.get("/api/v1.0/messages/" + id);
    return new Read(
        answer.statusCode(),
        answer.headers().firstValue("Retry-After").isPresent(),
        Duration.ofNanos(System.nanoTime() - from));
  }

  record Read(int status, boolean retryAfter, Duration took) {}

  @Override
  public void close() {
    caravan.close();
    broker.close();
    database.close();
    outside.close();
  }
}
