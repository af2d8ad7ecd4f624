package dev.caravan.fault;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Clients that send at a fixed rate, whether they are answered or not. Times count from when a
 * message was meant to be sent, so that a service that stands still cannot make itself look fast.
 * Every id ever sent is kept with its last answer.
 */
final class Load implements AutoCloseable {
  private static final String PATIENT = "-patient-";

  private final String prefix = UUID.randomUUID().toString().substring(0, 8);
  private final AtomicLong numbers = new AtomicLong();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<Thread> workers = new ArrayList<>();
  private final Outside outside;
  private final String key;
  private final List<URI> targets;
  private volatile boolean half;
  private volatile boolean running;

  /**
   * What became of a message that was sent.
   *
   * @param reply the answer to its last sending
   * @param due when it was meant to be sent first, in {@link System#nanoTime()}
   * @param sent when it was last sent, in the same
   * @param took from when it was due to the answer
   */
  record Answer(Wire.Reply reply, long due, long sent, Duration took) {
    int status() {
      return reply.status();
    }
  }

  /** Sends to the processes in turn. */
  Load(Outside outside, CaravanProcess... processes) {
    this.outside = outside;
    this.key = processes[0].parts().key();
    this.targets = List.of(processes).stream().map(CaravanProcess::api).toList();
    outside.knows(prefix);
  }

  /** Every other message from now on goes by {@link Routes#andPatient}. */
  Load halfOfItPatient() {
    half = true;
    return this;
  }

  /** Sends so many messages a second, from now until {@link #stop}, over so many connections. */
  void start(double rate, int connections) {
    running = true;
    long from = System.nanoTime();
    AtomicLong slots = new AtomicLong();
    for (int i = 0; i < connections; i++) {
      URI target = targets.get(i % targets.size());
      Thread worker =
          new Thread(
              () -> {
                try (Wire wire = wire(target)) {
                  while (running) {
                    long due = from + (long) (slots.getAndIncrement() * 1e9 / rate);
                    if (!awaitDue(due)) {
                      return;
                    }
                    send(wire, freshId(), due);
                  }
                }
              },
              "load-" + i);
      worker.setDaemon(true);
      workers.add(worker);
      worker.start();
    }
  }

  private boolean awaitDue(long due) {
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(Math.min(left, 100_000_000L));
      if (!running) {
        return false;
      }
    }
    return true;
  }

  /** Begins nothing more. */
  void end() {
    running = false;
  }

  /** Sends no more, and waits for the answers that are still to come. */
  void stop() {
    end();
    try {
      for (Thread worker : workers) {
        worker.join(Duration.ofSeconds(40).toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    workers.clear();
  }

  /** Sends at that rate for that time. */
  void run(double rate, int connections, Duration time) {
    start(rate, connections);
    pause(time);
    stop();
  }

  /** Lets time go by while something is under way; a load has no condition to wait for. */
  static void pause(Duration time) {
    long until = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /**
   * Sends one message by a connection of its own.
   *
   * @return its id
   */
  String sendOne() {
    return sendOne("httpbin", "one");
  }

  /**
   * As {@link #sendOne()}, by that channel, with a word in the id by which a failpoint knows it.
   */
  String sendOne(String channel, String word) {
    String id =
        prefix
            + (channel.equals("patient") ? PATIENT : "-")
            + word
            + "-"
            + numbers.incrementAndGet();
    try (Wire wire = wire()) {
      send(wire, id, System.nanoTime());
    }
    return id;
  }

  /**
   * Sends again what may have been accepted unheard, or was put off, as a client does that does not
   * know. What was accepted the first time is answered by 409.
   *
   * @return how many of them had been accepted unheard
   */
  int sendAgainWhatIsUncertain() {
    int recovered = 0;
    try (Wire wire = wire()) {
      for (String id : answered(reply -> !reply.accepted() && !reply.wasNeverSent())) {
        send(wire, id, System.nanoTime());
        recovered += answers.get(id).status() == 409 ? 1 : 0;
      }
    }
    return recovered;
  }

  private void send(Wire wire, String id, long due) {
    long sent = System.nanoTime();
    Wire.Reply reply = wire.post(body(id));
    answers.put(id, new Answer(reply, due, sent, Duration.ofNanos(System.nanoTime() - due)));
  }

  String freshId() {
    long number = numbers.incrementAndGet();
    return prefix + (half && number % 2 == 0 ? PATIENT : "-") + number;
  }

  /** Whether this load has sent that id. */
  boolean sent(String id) {
    return id.startsWith(prefix);
  }

  /** Whether it goes by a channel that is not to send again what it cannot tell the fate of. */
  static boolean isPatient(String id) {
    return id.contains(PATIENT);
  }

  /** A request whose text is its id. */
  String body(String id) {
    return """
        {"messageId":"%s","senderId":"0700123456","recipients":["0700987654"],"messageType":"dummy",
         "channel":"%s","message":"%s","priority":"normal","callback":"%s"}"""
        .formatted(id, isPatient(id) ? "patient" : "httpbin", id, outside.callbackUrl(id));
  }

  /** Takes up what a test sent by itself. */
  void answered(String id, Wire.Reply reply, long sent) {
    answers.put(id, new Answer(reply, sent, sent, Duration.ofNanos(System.nanoTime() - sent)));
  }

  Wire wire() {
    return wire(targets.get(0));
  }

  private Wire wire(URI target) {
    return new Wire(target, key, Duration.ofSeconds(30));
  }

  /** The client's log: every id that was sent. */
  Map<String, Answer> answers() {
    return answers;
  }

  /** Ids that are ours to see through: 202, or 409 to an id that only we can have sent before. */
  Set<String> accepted() {
    return answered(reply -> reply.accepted() || reply.status() == 409);
  }

  Set<String> answered(java.util.function.Predicate<Wire.Reply> as) {
    return answers.entrySet().stream()
        .filter(entry -> as.test(entry.getValue().reply()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** How many were answered how: statuses, or the reasons why there was no answer. */
  Map<String, Long> tally() {
    return answers.values().stream()
        .map(Answer::reply)
        .collect(
            Collectors.groupingBy(
                reply -> reply.status() == 0 ? reply.failure() : Integer.toString(reply.status()),
                java.util.TreeMap::new,
                Collectors.counting()));
  }

  /** The time within which that share of these answers came. */
  static Duration percentile(Collection<Answer> of, double share) {
    List<Duration> sorted = of.stream().map(Answer::took).sorted().toList();
    return sorted.isEmpty()
        ? Duration.ZERO
        : sorted.get((int) Math.min(sorted.size() - 1, Math.floor(share * sorted.size())));
  }

  @Override
  public void close() {
    stop();
  }
}
