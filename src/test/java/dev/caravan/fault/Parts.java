package dev.caravan.fault;

import com.rabbitmq.client.ConnectionFactory;
import dev.caravan.RealParts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeoutException;

/** What a process runs on, and how a test looks into its tables past the service. */
interface Parts {
  /** The queues that a campaign uses; they are named by channel, so campaigns must not overlap. */
  List<String> QUEUES =
      List.of(
          "httpbin.dummy.send_message",
          "httpbin.dummy.send_message.high",
          "httpbin.dummy.send_message.bulk",
          "patient.dummy.send_message",
          "patient.dummy.send_message.high",
          "patient.dummy.send_message.bulk",
          "all.send_message.callback");

  /** As the table of results calls them. */
  String name();

  /** The key that clients send. */
  String key();

  /**
   * Properties of the process; several processes may share these parts unless they are embedded.
   */
  Map<String, String> properties();

  /** Secrets of the process, which do not belong on a command line. */
  Map<String, String> environment();

  /** The tables. On embedded parts only while no process runs: it has the file to itself. */
  Connection tables() throws SQLException;

  /** H2 and the in-process broker, on a data folder that nobody else uses. */
  static Parts embedded() {
    Path data = Path.of("target/fault", "data-" + UUID.randomUUID()).toAbsolutePath();
    return new Parts() {
      @Override
      public String name() {
        return "embedded";
      }

      @Override
      public String key() {
        return "api-key";
      }

      @Override
      public Map<String, String> properties() {
        return Map.of("caravan.data-dir", data.toString());
      }

      @Override
      public Map<String, String> environment() {
        return Map.of();
      }

      @Override
      public Connection tables() throws SQLException {
        String url =
            "jdbc:h2:file:"
                + data.resolve("caravan")
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;IFEXISTS=TRUE";
        return DriverManager.getConnection(url, "caravan", password());
      }

      private String password() {
        String prefix = "database.password=";
        try {
          return Files.readAllLines(data.resolve("credentials")).stream()
              .filter(line -> line.startsWith(prefix))
              .map(line -> line.substring(prefix.length()))
              .findFirst()
              .orElseThrow();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }

  /** PostgreSQL and RabbitMQ, production profile, a fresh schema and empty queues. */
  static Parts real() {
    return real(RealParts.freshJdbcUrl(), RealParts.brokerUrl());
  }

  /**
   * As {@link #real()}, by way of something between.
   *
   * @param jdbcUrl as the process is to use it, with a {@code currentSchema}
   * @param brokerUrl as the process is to use it
   */
  static Parts real(String jdbcUrl, String brokerUrl) {
    emptyQueues();
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("spring.profiles.active", "production");
    properties.put("spring.datasource.url", jdbcUrl);
    properties.put("spring.flyway.default-schema", RealParts.schemaOf(jdbcUrl));
    properties.put("caravan.accept.callback-schemes", "http,https");
    properties.put("server.address", "127.0.0.1");
    return new Parts() {
      @Override
      public String name() {
        return "real";
      }

      @Override
      public String key() {
        return "a-key-of-the-fault-campaign";
      }

      @Override
      public Map<String, String> properties() {
        return properties;
      }

      @Override
      public Map<String, String> environment() {
        return Map.of(
            "API_KEY", key(),
            "DB_NAME", RealParts.required("CARAVAN_TEST_DB_NAME"),
            "DB_USER", RealParts.required("CARAVAN_TEST_DB_USER"),
            "DB_PASS", RealParts.required("CARAVAN_TEST_DB_PASS"),
            "BROKER_URL", brokerUrl);
      }

      @Override
      public Connection tables() throws SQLException {
        String direct =
            "jdbc:postgresql://%s:%s/%s?currentSchema=%s"
                .formatted(
                    RealParts.required("CARAVAN_TEST_DB_HOST"),
                    RealParts.required("CARAVAN_TEST_DB_PORT"),
                    RealParts.required("CARAVAN_TEST_DB_NAME"),
                    RealParts.schemaOf(jdbcUrl));
        return DriverManager.getConnection(
            direct,
            RealParts.required("CARAVAN_TEST_DB_USER"),
            RealParts.required("CARAVAN_TEST_DB_PASS"));
      }
    };
  }

  /** What an earlier campaign left would otherwise be worked on first. */
  static void emptyQueues() {
    try (com.rabbitmq.client.Connection connection = broker()) {
      for (String queue : QUEUES) {
        connection.createChannel().queueDelete(queue);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A connection to the real broker, past the service. */
  static com.rabbitmq.client.Connection broker() {
    ConnectionFactory factory = new ConnectionFactory();
    try {
      factory.setUri(RealParts.brokerUrl());
      return factory.newConnection("fault-campaign");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (TimeoutException
        | java.security.GeneralSecurityException
        | java.net.URISyntaxException e) {
      throw new IllegalStateException("the broker does not answer", e);
    }
  }
}
