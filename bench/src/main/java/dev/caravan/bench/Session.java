package dev.caravan.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One started service with load on it, and what it left behind is checked and taken away. */
final class Session implements AutoCloseable {
  private static final int CAPACITY = 4_000_000;
  private static final Duration SLOW = Duration.ofSeconds(1);

  final Messages messages = new Messages(CAPACITY);
  final Gateway gateway;
  private final Parts parts;
  private final Path folder;
  private final String database = "bench_" + Long.toString(System.currentTimeMillis(), 36);
  private final Channel channel;
  private final Reporter reporter = new Reporter(messages);
  private final Smsc smsc = new Smsc(messages);
  private final Outside outside = new Outside(SLOW, reporter);
  private final List<Clients> clients = new ArrayList<>();
  private final List<Phase> phases = new ArrayList<>();
  private boolean closed;

  /** Starts the service with these roles, for messages that travel by this channel. */
  Session(
      Parts parts, Channel channel, String roles, Path jar, List<String> jvmOptions, Path folder)
      throws IOException {
    this.parts = parts;
    this.channel = channel;
    this.folder = folder;
    start(outside, "outside");
    start(reporter, "reporter");
    start(smsc, "smsc");
    Map<String, String> environment = new TreeMap<>(parts.environment(outside.port(), database));
    environment.putAll(channel.environment(outside.port(), smsc.port()));
    List<String> options = new ArrayList<>(jvmOptions);
    options.addAll(parts.jvmOptions(folder));
    gateway = new Gateway(jar, options, roles, environment, folder);
    reporter.reportTo(gateway.port);
    outside.countFor(messages, () -> clients.forEach(Clients::wake));
  }

  /** The database's schema, for who wants to look at it or fill it. */
  String database() {
    return database;
  }

  /** More connections to send on; nothing is sent before {@link Clients#follow}. */
  Clients clients(int connections, String priority, String text) throws IOException {
    int callbackPort = outside.port();
    Clients added =
        new Clients(
            gateway.port,
            connections,
            messages,
            text.startsWith("slow"),
            number -> request(channel, number, priority, text, callbackPort));
    clients.add(added);
    start(added, "clients-" + clients.size());
    return added;
  }

  /** Lets the load that is on go by for so long, unmeasured. */
  void warmUp(int seconds) {
    Pause.millis(1000L * seconds);
  }

  /** Measures for so many seconds, as often as said. */
  void measure(String name, int seconds, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      tell(watch(name, seconds));
    }
  }

  /** Measures once, and leaves it to the caller whether the figures are worth something. */
  Phase watch(String name, int seconds) throws IOException {
    return Phase.watch(parts, name, seconds, messages, gateway, folder);
  }

  /** Prints a phase's figures, and keeps them for the report. */
  void tell(Phase phase) {
    phases.add(phase);
    System.out.println(Report.line(phase));
  }

  /**
   * Waits until every accepted message has come back.
   *
   * @throws IOException when some have not by the limit: the figures would be worthless
   */
  void drain(Duration limit) throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (messages.finished.get() < messages.accepted.get()) {
      if (System.nanoTime() > deadline) {
        throw new IOException(
            "%d of %d accepted messages have not come back"
                .formatted(
                    messages.accepted.get() - messages.finished.get(), messages.accepted.get()));
      }
      Pause.millis(20);
    }
    if (messages.duplicates() > 0) {
      throw new IOException(
          messages.duplicates() + " messages were sent or called back more than once");
    }
  }

  /** Fails when the database does not hold just what was answered 202: then speed means nothing. */
  void checkStored() throws IOException {
    if (parts instanceof Parts.Real) {
      long stored = Long.parseLong(Parts.Real.sql("select count(*) from " + database + ".message"));
      if (stored < messages.accepted.get()) {
        throw new IOException(messages.accepted.get() + " accepted, " + stored + " stored");
      }
    }
  }

  /**
   * Fails when what the database holds of the accepted messages is not just this: each delivered
   * once, by one attempt, to one recipient in one part, with one callback made, and no report left.
   */
  void checkDelivered() throws IOException {
    if (parts instanceof Parts.Real) {
      Delivered.check(database, messages.accepted.get());
    }
  }

  Path folder() {
    return folder;
  }

  List<Phase> phases() {
    return phases;
  }

  /** Stops the service and everything of ours; a second call does nothing. */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    clients.forEach(Clients::stop);
    gateway.close();
    outside.stop();
    reporter.stop();
    smsc.stop();
    parts.cleanUp(database);
  }

  private static String request(
      Channel channel, int number, String priority, String text, int callbackPort) {
    String body =
        "{\"messageId\":\"m"
            + number
            + "\",\"senderId\":\"bench\","
            + channel.members(number, text)
            + ",\"priority\":\""
            + priority
            + "\",\"callback\":\"http://127.0.0.1:"
            + callbackPort
            + "/callback/"
            + number
            + "\"}";
    return "POST /api/v1.0/sendMessage HTTP/1.1\r\nHost: localhost\r\nAuthorization: "
        + Gateway.KEY
        + "\r\nContent-Type: application/json\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private static void start(Runnable loop, String name) {
    Thread thread = new Thread(loop, name);
    thread.setUncaughtExceptionHandler(
        (dead, failure) -> {
          failure.printStackTrace();
          System.exit(1);
        });
    thread.setDaemon(true);
    thread.start();
  }
}
