package dev.caravan.provider;

import dev.caravan.EmbeddedCaravan;
import dev.caravan.smpp.ChSmsc;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** With an SMSC that nobody here has written. */
@EmbeddedCaravan
@DirtiesContext
class SmppOtherSmscContractTest extends SmppContract {
  private static final int OK = 0;
  private static final int SYSTEM_ERROR = 0x08;
  private static final int INVALID_SOURCE = 0x0A;
  private static final int INVALID_DESTINATION = 0x0B;
  private static final int THROTTLED = 0x58;

  private static final String ACCEPTED = "254722000001";
  private static final String REFUSED = "254722000002";
  private static final String THROTTLED_FIRST = "254722000003";
  private static final String FAILED_FIRST = "254722000004";
  private static final String SILENT = "254722000005";
  private static final String REFUSED_SENDER = "254722000006";
  private static final String REPORTED_EARLY = "254722000007";
  private static final String REPORTED_OFTEN = "254722000008";
  private static final String CUT = "254722000009";

  private static final ScheduledExecutorService RECEIPTS =
      Executors.newSingleThreadScheduledExecutor();
  private static final ChSmsc SMSC = smsc();

  @DynamicPropertySource
  static void smsc(DynamicPropertyRegistry properties) {
    properties.add("caravan.smpp.host", () -> "127.0.0.1");
    properties.add("caravan.smpp.port", SMSC::port);
  }

  @AfterAll
  static void stop() {
    RECEIPTS.shutdownNow();
    SMSC.close();
  }

  private static ChSmsc smsc() {
    ChSmsc smsc = new ChSmsc();
    smsc.answer(REFUSED, INVALID_DESTINATION);
    smsc.answer(REFUSED_SENDER, INVALID_SOURCE);
    smsc.answerNext(THROTTLED_FIRST, THROTTLED);
    smsc.answerNext(FAILED_FIRST, SYSTEM_ERROR);
    smsc.neverAnswer(SILENT);
    smsc.answerAfter(REPORTED_EARLY, Duration.ofSeconds(1));
    smsc.cut(CUT);
    smsc.onSubmit(SmppOtherSmscContractTest::report);
    smsc.start();
    return smsc;
  }

  /** Reports each that is answered well, a moment later. */
  private static void report(ChSmsc.Submit submit) {
    if (submit.status() == null || submit.status() != OK) {
      return;
    }
    String destination = submit.destination();
    long delay = destination.endsWith(REPORTED_EARLY) ? 0 : 300;
    int times = destination.endsWith(REPORTED_OFTEN) ? 3 : 1;
    for (int i = 0; i < times; i++) {
      RECEIPTS.schedule(() -> deliver(submit.id()), delay, TimeUnit.MILLISECONDS);
    }
  }

  private static int deliver(String id) {
    return SMSC.deliver(
        ("id:%s sub:001 dlvrd:001 submit date:2611261200 done date:2611261201 stat:DELIVRD err:000"
                + " text:A message")
            .formatted(id));
  }

  @Override
  Map<Fate, List<String>> recipients() {
    return Map.of(
        Fate.ACCEPTED, List.of("+" + ACCEPTED),
        Fate.REFUSED, List.of("+" + REFUSED),
        Fate.THROTTLED, List.of("+" + THROTTLED_FIRST),
        Fate.FAULT, List.of("+" + FAILED_FIRST),
        Fate.TIME_OUT, List.of("+" + SILENT),
        Fate.PARTLY, List.of("+" + ACCEPTED, "+" + REFUSED_SENDER),
        Fate.EARLY_REPORT, List.of("+" + REPORTED_EARLY),
        Fate.REPEATED_REPORT, List.of("+" + REPORTED_OFTEN),
        Fate.RESET, List.of("+" + CUT));
  }

  @Override
  int taken(String messageId) {
    Predicate<ChSmsc.Submit> ofMessage =
        submit -> new String(submit.octets(), StandardCharsets.US_ASCII).contains(messageId);
    return (int)
        SMSC.submits().stream()
            .filter(ofMessage)
            .filter(submit -> submit.status() == null || submit.status() == OK)
            .count();
  }

  @Override
  String reportAStranger() {
    String id = "stranger-1";
    deliver(id);
    return id;
  }
}
