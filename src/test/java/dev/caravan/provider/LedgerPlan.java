package dev.caravan.provider;

import dev.caravan.RequestJson;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Which messages are sent in a ledger test: over all channels, mostly to ordinary recipients, the
 * rest to those that the stand-ins treat badly. The same seed gives the same messages.
 */
final class LedgerPlan {
  /** Who is sent to and never reported. */
  static final String NEVER_REPORTED = "0711002000";

  private static final int UNLUCKY_PERCENT = 12;

  /** Ten seconds each, in which a consumer waits. */
  private static final int TIME_OUTS = 4;

  /** Each ends a session, and leaves open what became of all that was on its way there. */
  private static final int SMPP_RESETS = 2;

  private final Random random;
  private final String run;

  LedgerPlan(long seed) {
    random = new Random(seed);
    run = Long.toString(Math.abs(seed) % 46_656, 36);
  }

  enum Channel {
    HTTPBIN("httpbin", "dummy", true, "status-404", "first-503", "first-503", "reset"),
    AFRICAS_TALKING(
        "africas-talking",
        "sms",
        false,
        "0711000403",
        "0711000406",
        "0711001001",
        "0711001002",
        "0711001003",
        "0711001103",
        NEVER_REPORTED,
        "0711002001",
        "0711002002",
        "0711002003",
        "0711002005",
        "0711002006",
        "0711003004",
        "0711003011",
        "0711003013"),
    SMPP(
        "smpp",
        "sms",
        false,
        "0711001103",
        "0711004011",
        "0711004101",
        NEVER_REPORTED,
        "0711002001",
        "0711002002",
        "0711002003",
        "0711002005",
        "0711002006",
        "0711005003",
        "0711005008"),
    FIREBASE(
        "firebase",
        "push",
        true,
        "magic-unregistered",
        "magic-invalid-token",
        "magic-first-unavailable",
        "magic-html",
        "magic-reset");

    final String wire;
    final String type;

    /** Whether the file sends again what it cannot tell the fate of. */
    final boolean sendsAgain;

    final List<String> unlucky;

    Channel(String wire, String type, boolean sendsAgain, String... unlucky) {
      this.wire = wire;
      this.type = type;
      this.sendsAgain = sendsAgain;
      this.unlucky = List.of(unlucky);
    }
  }

  /** A message: its text carries the id, at both ends where it has parts. */
  record Planned(String id, Channel channel, List<String> recipients, String text) {
    String request(Instant now) {
      RequestJson request =
          RequestJson.valid()
              .withText("messageId", id)
              .withText("channel", channel.wire)
              .withText("messageType", channel.type)
              .withText("message", text)
              .withText("callback", "https://client.example/" + id)
              .with(
                  "recipients",
                  recipients.stream()
                      .map(RequestJson::quoted)
                      .collect(Collectors.joining(",", "[", "]")));
      // A push whose answer is always lost would be tried for an hour.
      if (channel == Channel.FIREBASE
          && (recipients.contains("magic-reset") || recipients.contains("magic-html"))) {
        request.withText("validUntil", now.plus(Duration.ofSeconds(25)).toString());
      }
      return request.toString();
    }
  }

  /** What all ids of this run begin with. */
  String prefix() {
    return "ledger-" + run + "-";
  }

  List<Planned> messages(int count) {
    List<Planned> planned = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String id = prefix() + "%05d".formatted(i);
      Channel channel = Channel.values()[random.nextInt(Channel.values().length)];
      planned.add(new Planned(id, channel, recipients(channel, i), text(channel, id)));
    }
    for (int i = 0; i < TIME_OUTS; i++) {
      set(planned, i, Channel.AFRICAS_TALKING, "0711001000");
      set(planned, TIME_OUTS + i, Channel.SMPP, "0711001000");
    }
    for (int i = 0; i < SMPP_RESETS; i++) {
      set(planned, random.nextInt(count / 2, count), Channel.SMPP, "0711001001");
    }
    return planned;
  }

  private static void set(List<Planned> planned, int at, Channel channel, String recipient) {
    String id = planned.get(at).id();
    planned.set(at, new Planned(id, channel, List.of(recipient), id));
  }

  /** One, or now and then several, of whom one may be unlucky. */
  private List<String> recipients(Channel channel, int index) {
    List<String> recipients = new ArrayList<>();
    int many = random.nextInt(10) == 0 ? 2 + random.nextInt(4) : 1;
    for (int i = 0; i < many; i++) {
      recipients.add(
          channel == Channel.FIREBASE
              ? "token-%d-%d".formatted(index, i)
              : "07%d%07d".formatted(20 + i, index));
    }
    if (random.nextInt(100) < UNLUCKY_PERCENT) {
      recipients.set(
          random.nextInt(many), channel.unlucky.get(random.nextInt(channel.unlucky.size())));
    }
    return recipients;
  }

  private String text(Channel channel, String id) {
    if (channel != Channel.SMPP || random.nextInt(10) > 0) {
      return id;
    }
    return random.nextBoolean()
        ? id + " " + "two parts ".repeat(15) + id
        : id + " " + "две части ".repeat(6) + id;
  }

  Random random() {
    return random;
  }
}
