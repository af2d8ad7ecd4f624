package dev.caravan.channel;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.smpp.ChSmsc;
import dev.caravan.smpp.ChSmsc.Submit;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the SMSC is sent, to the octet, and what each of its answers and receipts means. */
class SmppWireTest {
  private static final String NUMBER = "+254700987654";
  private static final ChSmsc SMSC = new ChSmsc();
  private static ProviderRoute route;

  @BeforeAll
  static void load() throws Exception {
    SMSC.start();
    route =
        new ProviderRoute(
            "smpp",
            Map.ofEntries(
                Map.entry("caravan.smpp.types", "sms, dummy"),
                Map.entry("caravan.smpp.host", "127.0.0.1"),
                Map.entry("caravan.smpp.port", "" + SMSC.port()),
                Map.entry("caravan.smpp.system-id", "caravan"),
                Map.entry("caravan.smpp.password", "secret"),
                Map.entry("caravan.smpp.sender", "20880"),
                Map.entry("caravan.smpp.senders", "CARAVAN, +254711222333"),
                Map.entry("caravan.smpp.region", "KE"),
                Map.entry("caravan.smpp.sessions", "2"),
                Map.entry("caravan.smpp.window", "10"),
                Map.entry("caravan.smpp.rate", "0"),
                Map.entry("caravan.smpp.report-limit", "72h")));
    await().atMost(Duration.ofSeconds(10)).until(() -> SMSC.boundSessions() == 2);
  }

  @AfterAll
  static void close() throws Exception {
    route.close();
    SMSC.close();
  }

  @Test
  void sendsATextInTheGsmAlphabet() {
    CallResult result = send("Pay €5 @ {x} ${body} {{secret}}");

    Submit submit = lastSubmit();
    assertThat(hex(submit))
        .isEqualTo(
            "506179201b65352000201b28781b29"
                + "20021b28626f64791b29"
                + "201b281b287365637265741b291b29");
    assertThat(submit.esmClass()).isZero();
    assertThat(submit.dataCoding()).isZero();
    assertThat(submit.source()).isEqualTo("3/0/20880");
    assertThat(submit.destination()).isEqualTo("1/1/254700987654");
    assertThat(submit.registeredDelivery()).isEqualTo(1);
    assertThat(submit.validityPeriod()).isNullOrEmpty();
    assertThat(result.outcomes()).containsExactly(Outcome.Accepted.as(submit.id()));
  }

  @Test
  void sendsWhatTheGsmAlphabetLacksInUcs2() {
    send("naïve ç 你 😀");

    assertThat(lastSubmit().dataCoding()).isEqualTo(8);
    assertThat(new String(lastSubmit().octets(), UTF_16BE)).isEqualTo("naïve ç 你 😀");
  }

  @Test
  void sendsALongTextPartByPart() {
    int before = SMSC.submits().size();

    CallResult result = send("a".repeat(153) + "b");
    assertThat(SMSC.submits()).hasSize(before + 1);
    result = send("a".repeat(153) + "b".repeat(8));

    List<Submit> parts = SMSC.submits().subList(before + 1, before + 3);
    assertThat(parts).allMatch(part -> part.esmClass() == 0x40 && part.dataCoding() == 0);
    assertThat(hex(parts.get(0))).isEqualTo("050003070201" + "61".repeat(153));
    assertThat(hex(parts.get(1))).isEqualTo("050003070202" + "62".repeat(8));
    assertThat(result.outcomes())
        .containsExactly(
            new Outcome.Accepted(
                List.of(
                    new Outcome.Taken(1, parts.get(0).id()),
                    new Outcome.Taken(2, parts.get(1).id()))));
  }

  @Test
  void leavesOutThePartsThatWereTakenBefore() {
    int before = SMSC.submits().size();

    route.send(
        submission(null, "a".repeat(153) + "b".repeat(153) + "c", NUMBER, true, Set.of(1, 3)));

    assertThat(SMSC.submits()).hasSize(before + 1);
    assertThat(hex(lastSubmit())).startsWith("0500030703026262");
  }

  @ParameterizedTest
  @CsvSource({"CARAVAN, 5/0/CARAVAN", "+254711222333, 1/1/254711222333"})
  void namesASenderThatIsRegistered(String sender, String source) {
    assertThat(route.provider().senders()).contains(sender);

    route.send(submission(sender, "text", NUMBER, true, Set.of()));

    assertThat(lastSubmit().source()).isEqualTo(source);
  }

  @Test
  void asksForNoReceiptOfADummy() {
    route.send(submission(null, "text", NUMBER, false, Set.of()));

    assertThat(lastSubmit().registeredDelivery()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"PT26H, 000001020000000R", "P40D, 000030000000000R", "PT0.2S, 000000000001000R"})
  void saysHowLongATextIsWorthSending(Duration left, String expected) {
    sendUntil(ProviderRoute.NOW.plus(left));

    assertThat(lastSubmit().validityPeriod()).isEqualTo(expected);
  }

  @Test
  void givesASecondToWhatHasJustEnded() {
    sendUntil(ProviderRoute.NOW.minusMillis(5));

    assertThat(lastSubmit().validityPeriod()).isEqualTo("000000000001000R");
  }

  private static void sendUntil(Instant validUntil) {
    route.send(
        new Submission(
            "m1", "s", null, "sms", List.of(NUMBER), "text", "c", validUntil, true, 7, Set.of()));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "0x8, retry, RSYSERR, -, -",
        "0x64, retry, RX_T_APPN, -, -",
        "0x45, retry, RSUBMITFAIL, -, 3",
        "0xFF, retry, RUNKNOWNERR, -, 3",
        "0x102, retry, RSERTYPUNAVAIL, -, -",
        "0x4, retry, RINVBNDSTS, -, -",
        "0x5, retry, RALYBND, -, -",
        "0xD, retry, RBINDFAIL, -, -",
        "0xE, retry, RINVPASWD, PT1M, -",
        "0xF, retry, RINVSYSID, PT1M, -",
        "0x53, retry, RINVSYSTYP, PT1M, -",
        "0xA, refused, RINVSRCADR, -, -",
        "0x48, refused, RINVSRCTON, -, -",
        "0x49, refused, RINVSRCNPI, -, -",
        "0xB, refused, RINVDSTADR, -, -",
        "0x50, refused, RINVDSTTON, -, -",
        "0x51, refused, RINVDSTNPI, -, -",
        "0x1, refused, RINVMSGLEN, -, -",
        "0x2, refused, RINVCMDLEN, -, -",
        "0x3, refused, RINVCMDID, -, -",
        "0x6, refused, RINVPRTFLG, -, -",
        "0x7, refused, RINVREGDLVFLG, -, -",
        "0xC, refused, RINVMSGID, -, -",
        "0x15, refused, RINVSERTYP, -, -",
        "0x33, refused, RINVNUMDESTS, -, -",
        "0x34, refused, RINVDLNAME, -, -",
        "0x40, refused, RINVDESTFLAG, -, -",
        "0x42, refused, RINVSUBREP, -, -",
        "0x43, refused, RINVESMCLASS, -, -",
        "0x44, refused, RCNTSUBDL, -, -",
        "0x54, refused, RINVREPFLAG, -, -",
        "0x55, refused, RINVNUMMSGS, -, -",
        "0x61, refused, RINVSCHED, -, -",
        "0x62, refused, RINVEXPIRY, -, -",
        "0x63, refused, RINVDFTMSGID, -, -",
        "0x65, refused, RX_P_APPN, -, -",
        "0x66, refused, RX_R_APPN, -, -",
        "0xC0, refused, RINVOPTPARSTREAM, -, -",
        "0xC1, refused, ROPTPARNOTALLWD, -, -",
        "0xC2, refused, RINVPARLEN, -, -",
        "0xC3, refused, RMISSINGOPTPARAM, -, -",
        "0xC4, refused, RINVOPTPARAMVAL, -, -",
        "0xFE, refused, RDELIVERYFAILURE, -, -",
        "0x100, refused, RSERTYPUNAUTH, -, -",
        "0x101, refused, RPROHIBITED, -, -",
        "0x103, refused, RSERTYPDENIED, -, -",
        "0x104, refused, RINVDCS, -, -",
        "0x455, refused, '', -, -",
        // The last: they slow the sessions.
        "0x14, retry, RMSGQFUL, PT10S, -",
        "0x58, retry, RTHROTTLED, -, -"
      })
  void classesEveryStatus(
      String status, String outcome, String name, Duration after, Integer attempts) {
    // Each its own number: the SMSC answers by the destination, and the rate of 0x58 stays.
    String number = "+2547009%05d".formatted(Integer.decode(status));
    SMSC.answer(number.substring(1), Integer.decode(status));

    // Some statuses have a session bound again, and for a moment there may be none.
    Outcome said =
        await()
            .until(
                () ->
                    route.send(submission(null, "text", number, true, Set.of())).outcomes().get(0),
                each -> !each.reason().startsWith("not called"));

    assertThat(said.name()).isEqualTo(outcome);
    String reason =
        said instanceof Outcome.Retry retry ? retry.reason() : ((Outcome.Refused) said).reason();
    assertThat(reason).startsWith((status + " " + name).strip());
    if (said instanceof Outcome.Retry retry) {
      assertThat(retry.after()).isEqualTo(after);
      assertThat(retry.maxAttempts()).isEqualTo(attempts == null ? Integer.MAX_VALUE : attempts);
      // The session or the credentials, not the message.
      assertThat(retry.counted())
          .isNotEqualTo(Set.of("0x4", "0x5", "0xD", "0xE", "0xF", "0x53").contains(status));
    }
  }

  @Test
  void keepsWhatWasTakenBeforeARefusal() {
    String number = "+254700555001";
    SMSC.answerNext(number.substring(1), 0, 0x14);

    CallResult result = route.send(submission(null, "a".repeat(161), number, true, Set.of()));

    Outcome.Partly partly = (Outcome.Partly) result.outcomes().get(0);
    assertThat(partly.taken()).extracting(Outcome.Taken::number).containsExactly(1);
    assertThat(partly.of()).isEqualTo(2);
    assertThat(partly.rest().name()).isEqualTo("retry");
    assertThat(result.exchangesAsJson()).contains("smpp://127.0.0.1:");
  }

  @Test
  void showsTheExchangeWithoutNumberTextAndPassword() {
    CallResult result = send("the pin is 4711");

    assertThat(result.exchangesAsJson())
        .contains("smpp://127.0.0.1:", "+2547*****54", lastSubmit().id())
        .doesNotContain("4711", "254700987654", "secret");
  }

  @Test
  void givesReceiptsToBeStored() {
    int before = route.storedReports().size();

    assertThat(SMSC.deliver("id:0AB stat:UNDELIV err:04B")).isZero();
    assertThat(SMSC.deliver(0, 0, "a text of a subscriber".getBytes(StandardCharsets.US_ASCII)))
        .isZero();

    assertThat(route.storedReports().subList(before, route.storedReports().size()))
        .containsExactly(Map.of("id", "0AB", "stat", "UNDELIV", "err", "04B"));
  }

  @ParameterizedTest
  @CsvSource({
    "SCHEDULED, submitted",
    "ENROUTE, submitted",
    "ACCEPTD, submitted",
    "BUFFRED, submitted",
    "DELIVRD, delivered",
    "DELIVERED, delivered",
    "EXPIRED, expired",
    "DELETED, failed",
    "UNDELIV, failed",
    "UNDELIVERED, failed",
    "FAILED, failed",
    "REJECTD, failed",
    "SKIPPED, failed",
    "UNKNOWN, unknown",
    "TELEPRT, submitted"
  })
  void readsEveryState(String stat, String state) {
    ProviderRoute.Said said = route.read(Map.of("id", "00AB", "stat", stat, "err", "04B"));

    assertThat(said.id()).isEqualTo("ab");
    assertThat(said.state()).isEqualTo(state);
    assertThat(said.text()).startsWith(stat).endsWith(": 04B");
  }

  private static CallResult send(String text) {
    return route.send(submission(null, text, NUMBER, true, Set.of()));
  }

  private static Submission submission(
      String sender, String text, String number, boolean wantsReport, Set<Integer> taken) {
    return new Submission(
        "m1", "sender-1", sender, "sms", List.of(number), text, "c", null, wantsReport, 7, taken);
  }

  private static Submit lastSubmit() {
    return SMSC.submits().get(SMSC.submits().size() - 1);
  }

  private static String hex(Submit submit) {
    return HexFormat.of().formatHex(submit.octets());
  }
}
