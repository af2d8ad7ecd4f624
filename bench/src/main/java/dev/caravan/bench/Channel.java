package dev.caravan.bench;

import java.util.Map;

/** By which channel the messages of a run travel, and what the service must know for it. */
enum Channel {
  /** Final when the provider accepts. */
  HTTPBIN("httpbin", "dummy", ""),
  /** Final when a report has come by HTTP. */
  AFRICAS_TALKING("africas-talking", "sms", Channel.TEXT),
  /** Final when a receipt has come over the session. */
  SMPP("smpp", "sms", Channel.TEXT);

  static final String REPORT_SECRET = "secret-of-the-benchmark";
  static final String SYSTEM_ID = "bench";
  static final String PASSWORD = "bench";

  /** What follows a message's number: a text of one part, as long as they usually are. */
  private static final String TEXT =
      " is your code. It is valid for ten minutes; tell it to nobody, also not to us.";

  private final String wire;
  private final String type;
  private final String text;

  Channel(String wire, String type, String text) {
    this.wire = wire;
    this.type = type;
    this.text = text;
  }

  String wire() {
    return wire;
  }

  /** The service's environment, beside that of its parts. */
  Map<String, String> environment(int outsidePort, int smscPort) {
    return switch (this) {
      case HTTPBIN -> Map.of();
      case AFRICAS_TALKING ->
          Map.of(
              "CARAVAN_AFRICAS_TALKING_URL",
              "http://127.0.0.1:" + outsidePort,
              "CARAVAN_AFRICAS_TALKING_API_KEY",
              "key-of-the-benchmark",
              "CARAVAN_AFRICAS_TALKING_REPORT_SECRET",
              REPORT_SECRET,
              "CARAVAN_AFRICAS_TALKING_TYPES",
              "sms");
      case SMPP ->
          Map.of(
              "CARAVAN_SMPP_HOST",
              "127.0.0.1",
              "CARAVAN_SMPP_PORT",
              Integer.toString(smscPort),
              "CARAVAN_SMPP_SYSTEM_ID",
              SYSTEM_ID,
              "CARAVAN_SMPP_PASSWORD",
              PASSWORD,
              "CARAVAN_SMPP_SESSIONS",
              "2");
    };
  }

  /** The number that a message goes to, as it is written in its country. */
  static String recipient(int number) {
    return "0700%06d".formatted(number % 1_000_000);
  }

  /** The members of a request that depend on the channel. */
  String members(int number, String before) {
    return "\"recipients\":[\""
        + recipient(number)
        + "\"],\"messageType\":\""
        + type
        + "\",\"channel\":\""
        + wire
        + "\",\"message\":\""
        + before
        + number
        + text
        + "\"";
  }
}
