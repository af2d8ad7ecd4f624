package dev.caravan.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.group.GroupLimits;
import dev.caravan.message.Deliveries.Result;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What a report does to a message, whatever the database. */
abstract class ReportContract {
  private static final GroupLimits LIMITS =
      new GroupLimits(100, 1000, Duration.ofSeconds(20), 1, Duration.ZERO);
  private static final StoreProperties STORE = new StoreProperties(LIMITS, LIMITS);
  private static final Duration LIMIT = Duration.ofHours(1);

  private final Instant now = Instant.parse("2030-01-01T12:00:00Z");
  private final ReportsStub handover = new ReportsStub();
  private final Handover nobody =
      new Handover() {
        @Override
        public Optional<Instant> lease() {
          return Optional.empty();
        }

        @Override
        public void stored(List<Outgoing> rows) {}
      };
  private final Handover.Ways dispatch =
      new Handover.Ways() {
        @Override
        public Handover messages() {
          return nobody;
        }

        @Override
        public Handover callbacks() {
          return nobody;
        }
      };

  private JdbcTemplate jdbc;
  private Instant time;
  private WorkCommits commits;
  private MessageIntake intake;
  private DueMessages due;
  private MessageClaims claims;
  private Outcomes outcomes;
  private ClientMessages client;
  private Reports reports;
  private Deliveries deliveries;
  private OverdueReports overdue;

  /** A migrated database; the same one for all tests. */
  abstract DataSource database();

  @BeforeEach
  void openAndEmpty() {
    jdbc = new JdbcTemplate(database());
    var transaction = new TransactionTemplate(new DataSourceTransactionManager(database()));
    time = now;
    Clock clock = new TestClock(() -> time);
    Pipeline pipeline = new Pipeline(jdbc, transaction);
    commits = new WorkCommits(pipeline, STORE);
    WorkerName name = new WorkerName();
    intake = new MessageIntake(pipeline, STORE, dispatch);
    due = new DueMessages(jdbc, transaction);
    claims = new MessageClaims(commits, name, clock);
    outcomes = new Outcomes(commits, dispatch, url -> Optional.empty(), handover, name);
    client = new ClientMessages(database());
    reports = new Reports(commits, handover, jdbc, transaction, clock);
    Settling settling = new Settling(jdbc, new CallbackEnvelope(new ObjectMapper()), dispatch);
    deliveries = new Deliveries(jdbc, transaction, settling, clock);
    overdue = new OverdueReports(jdbc, transaction, settling, clock);
    jdbc.update("delete from message");
    jdbc.update("delete from message_key");
    jdbc.update("delete from report");
  }

  @AfterEach
  void stopWriters() {
    intake.destroy();
    commits.destroy();
  }

  @Test
  void movesAMessageToWhereItsReportSaysAndTellsTheClient() {
    submit("one");

    assertThat(tell(delivered("one"))).isEqualTo(Result.TOLD);

    assertThat(message().state()).isEqualTo("delivered");
    assertThat(message().recipients().get(0).state()).isEqualTo("delivered");
    assertThat(message().callbacks())
        .extracting(MessageView.Callback::deliveryStatus)
        .containsExactly("delivered");
    assertThat(payload())
        .isEqualTo(
            "{\"message_id\": \"m\", \"delivery_status\": \"delivered\", \"said\": \"yes\"}");
    assertThat(count("report")).isZero();
  }

  @Test
  void isUnmovedByAReportThatComesAgainOrLate() {
    submit("one");
    tell(delivered("one"));

    assertThat(tell(delivered("one"))).isEqualTo(Result.REPEATED);
    assertThat(tell(report("one", MessageState.SUBMITTED, "Buffered"))).isEqualTo(Result.REPEATED);

    assertThat(message().state()).isEqualTo("delivered");
    assertThat(message().callbacks()).hasSize(1);
    assertThat(count("report")).isZero();
  }

  @Test
  void showsHowFarAMessageIsOnItsWay() {
    submit("one");

    tell(report("one", MessageState.SUBMITTED, "Buffered"));

    assertThat(message().state()).isEqualTo("submitted");
    assertThat(message().recipients().get(0).reason()).isEqualTo("Buffered");
    assertThat(message().callbacks()).isEmpty();
  }

  @Test
  void correctsAFailureThatWasNone() {
    submit("one");
    tell(report("one", MessageState.FAILED, "Failed"));
    assertThat(message().state()).isEqualTo("failed");

    assertThat(tell(delivered("one"))).isEqualTo(Result.TOLD);

    assertThat(message().state()).isEqualTo("delivered");
    assertThat(message().callbacks()).hasSize(2);
  }

  @Test
  void standsByTheFirstFinalReportAndNamesTheOther() {
    submit("one");
    tell(delivered("one"));

    assertThat(tell(report("one", MessageState.FAILED, "Failed"))).isEqualTo(Result.CONTRADICTED);

    assertThat(message().state()).isEqualTo("delivered");
    assertThat(message().events())
        .extracting(MessageView.Event::detail)
        .contains("a report says otherwise: Failed");
  }

  @Test
  void matchesAReportThatCameBeforeTheAnswer() {
    Claim claim = claim(1);
    ReadReport early = delivered("one");
    assertThat(tell(early)).isEqualTo(Result.UNMATCHED);
    reports.park(early.report(), "one", now.plusSeconds(60));

    outcomes.record(submitted(claim, List.of(List.of("one"))));

    assertThat(handover.early).containsExactly(early.report().uid());
    List<StoredReport> again = reports.lease(handover.early, now.plusSeconds(30));
    assertThat(
            deliveries.tell(List.of(read(again.get(0), "one", MessageState.DELIVERED, "Success"))))
        .containsValue(Result.TOLD);
    assertThat(message().state()).isEqualTo("delivered");
  }

  @Test
  void matchesNoReportOfAnotherProvider() {
    submit("one");
    StoredReport report = stored("another");

    assertThat(deliveries.tell(List.of(read(report, "one", MessageState.DELIVERED, "Success"))))
        .containsValue(Result.UNMATCHED);

    assertThat(message().state()).isEqualTo("submitted");
  }

  @Test
  void takesAnIdThatWasGivenAgainForTheLastMessages() {
    time = now.minusSeconds(3600);
    outcomes.record(submitted(claim("old", 1), List.of(List.of("one"))));
    time = now;
    submit("one");

    assertThat(tell(delivered("one"))).isEqualTo(Result.TOLD);

    assertThat(message().state()).isEqualTo("delivered");
    assertThat(client.find("client", "old").orElseThrow().state()).isEqualTo("submitted");
  }

  @Test
  void leavesAMessageAloneThatAWorkerHolds() {
    Claim claim = claim(2);
    outcomes.record(
        recording(
            claim,
            MessageState.RETRYING,
            List.of(
                change(0, MessageState.SUBMITTED, 1, List.of("one")),
                change(1, MessageState.RETRYING, 1, List.of()))));
    Claim second = nextAttempt();

    assertThat(tell(delivered("one"))).isEqualTo(Result.HELD);

    outcomes.record(submitted(second, List.of(List.of("two"))));
    tell(delivered("one"));
    tell(delivered("two"));
    assertThat(message().state()).isEqualTo("delivered");
  }

  @Test
  void namesAContradictionWithALongReason() {
    submit("one");
    tell(delivered("one"));

    assertThat(tell(report("one", MessageState.FAILED, "x".repeat(512))))
        .isEqualTo(Result.CONTRADICTED);

    assertThat(message().events())
        .last()
        .extracting(MessageView.Event::detail)
        .asString()
        .hasSize(512);
  }

  @Test
  void summarisesRecipients() {
    Claim claim = claim(2);
    outcomes.record(submitted(claim, List.of(List.of("one"), List.of("two"))));

    tell(delivered("one"));
    assertThat(message().state()).isEqualTo("submitted");
    tell(report("two", MessageState.FAILED, "Failed"));

    assertThat(message().state()).isEqualTo("partially_delivered");
    assertThat(message().callbacks()).hasSize(1);
  }

  @Test
  void deliversATextOnlyWithItsLastPart() {
    Claim claim = claim(1);
    outcomes.record(submitted(claim, List.of(List.of("p1", "p2", "p3"))));

    deliveries.tell(List.of(delivered("p3"), delivered("p1")));
    assertThat(message().state()).isEqualTo("submitted");
    tell(delivered("p2"));

    assertThat(message().state()).isEqualTo("delivered");
    assertThat(message().recipients().get(0).providerMessageIds())
        .containsExactly("p1", "p2", "p3");
  }

  @Test
  void failsATextWithAnyOfItsParts() {
    Claim claim = claim(1);
    outcomes.record(submitted(claim, List.of(List.of("p1", "p2"))));

    tell(report("p2", MessageState.FAILED, "UNDELIV"));

    assertThat(message().state()).isEqualTo("failed");
    tell(delivered("p1"));
    assertThat(message().state()).isEqualTo("failed");
  }

  @Test
  void doesNotTakeSomePartsForTheWhole() {
    Claim claim = claim(1);
    outcomes.record(
        recording(
            claim,
            MessageState.UNKNOWN,
            List.of(change(0, MessageState.UNKNOWN, 2, List.of("p1")))));

    assertThat(tell(delivered("p1"))).isEqualTo(Result.TOLD);

    assertThat(message().state()).isEqualTo("unknown");
  }

  @Test
  void doesNotTakeSomePartsForTheWholeAfterAnAttemptThatTookNone() {
    Claim claim = claim(1);
    outcomes.record(
        recording(
            claim,
            MessageState.RETRYING,
            List.of(change(0, MessageState.RETRYING, 3, List.of("p1")))));
    outcomes.record(
        recording(
            nextAttempt(),
            MessageState.UNKNOWN,
            List.of(change(0, MessageState.UNKNOWN, 1, List.of()))));

    assertThat(tell(delivered("p1"))).isEqualTo(Result.TOLD);

    assertThat(message().state()).isEqualTo("unknown");
  }

  @Test
  void remembersThePartsThatWereTakenBeforeAnAttemptBrokeOffAlsoWithoutIds() {
    Claim claim = claim(1);
    outcomes.record(
        recording(
            claim,
            MessageState.RETRYING,
            List.of(change(0, MessageState.RETRYING, 3, List.of("", "p2")))));

    Claim next = nextAttempt();

    assertThat(message().recipients().get(0).providerMessageIds()).containsExactly("p2");
    assertThat(next.waiting().get(0).taken()).containsExactlyInAnyOrder(1, 2);
    assertThat(next.waiting().get(0).tries()).isEqualTo(1);
  }

  @Test
  void endsTheWaitForAReportAndLetsALateOneLiftIt() {
    submit("one");
    time = now.plus(LIMIT).minusSeconds(1);
    assertThat(overdue.end(10)).isZero();
    time = now.plus(LIMIT).plusSeconds(1);

    assertThat(overdue.end(10)).isEqualTo(1);

    assertThat(message().state()).isEqualTo("unknown");
    assertThat(message().recipients().get(0).reason()).isEqualTo("no report came by its limit");
    assertThat(message().callbacks()).hasSize(1);
    assertThat(overdue.end(10)).isZero();
    tell(delivered("one"));
    assertThat(message().state()).isEqualTo("delivered");
    assertThat(message().recipients().get(0).reason()).isNull();
  }

  @Test
  void keepsAReportUntilItIsWorkedOn() {
    reports.store("test", "application/x-www-form-urlencoded", "id=one&status=Success");

    List<StoredReport> leased = reports.lease(now, now.plusSeconds(30), 10);
    assertThat(leased).extracting(StoredReport::body).containsExactly("id=one&status=Success");
    assertThat(reports.lease(now.plusSeconds(29), now.plusSeconds(60), 10)).isEmpty();
    assertThat(reports.lease(now.plusSeconds(31), now.plusSeconds(60), 10)).hasSize(1);
  }

  @Test
  void givesUpAReportThatMatchesNothing() {
    StoredReport report = stored("test");

    reports.giveUp(report, "unmatched", false);

    assertThat(reports.lease(now.plusSeconds(3600), now.plusSeconds(3700), 10)).isEmpty();
    assertThat(jdbc.queryForObject("select body from report", String.class)).isNull();
  }

  private void submit(String id) {
    outcomes.record(submitted(claim(1), List.of(List.of(id))));
  }

  private Claim claim(int recipients) {
    return claim("m", recipients);
  }

  private Claim claim(String messageId, int recipients) {
    SendRequest request =
        new SendRequest(
            messageId,
            "sender",
            IntStream.range(0, recipients).mapToObj(i -> "r" + i).toList(),
            "sms",
            "test",
            "text",
            "normal",
            "http://127.0.0.1/x",
            null,
            null);
    NewMessage message =
        new NewMessage(
            TimeOrderedId.at(time),
            "client",
            "correlation",
            request,
            "test",
            "test",
            Lane.NORMAL,
            MessageState.RECEIVED,
            now,
            now);
    intake.store(message);
    return claims.claim(message.uid(), Duration.ofSeconds(30)).orElseThrow();
  }

  private Claim nextAttempt() {
    time = now.plusSeconds(60);
    UUID uid = due.lease(time, time.plusSeconds(10), 1).get(0).uid();
    return claims.claim(uid, Duration.ofSeconds(30)).orElseThrow();
  }

  private Recording submitted(Claim claim, List<List<String>> ids) {
    List<Recording.RecipientChange> changes = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      changes.add(
          change(
              claim.waiting().get(i).position(),
              MessageState.SUBMITTED,
              ids.get(i).size(),
              ids.get(i)));
    }
    return recording(claim, MessageState.SUBMITTED, changes);
  }

  private static Recording.RecipientChange change(
      int position, MessageState state, int parts, List<String> ids) {
    return new Recording.RecipientChange(
        position,
        state,
        null,
        1,
        parts,
        IntStream.range(0, ids.size())
            .mapToObj(i -> new Recording.TakenPart(i + 1, ids.get(i), ids.get(i)))
            .toList(),
        Set.of());
  }

  private Recording recording(
      Claim claim, MessageState state, List<Recording.RecipientChange> changes) {
    return new Recording(
        claim,
        state,
        null,
        changes,
        state == MessageState.RETRYING ? now.plusSeconds(30) : null,
        now.plus(LIMIT),
        new Recording.Attempt(
            "test", "accepted", "201", null, now, Duration.ZERO, "[]", "{\"said\":\"yes\"}"),
        null,
        now);
  }

  private Result tell(ReadReport report) {
    return deliveries.tell(List.of(report)).get(report.report().uid());
  }

  private ReadReport delivered(String id) {
    return report(id, MessageState.DELIVERED, "Success");
  }

  private ReadReport report(String id, MessageState state, String status) {
    return read(stored("test"), id, state, status);
  }

  private static ReadReport read(
      StoredReport report, String id, MessageState state, String status) {
    return new ReadReport(report, id, status, state, status);
  }

  private StoredReport stored(String provider) {
    reports.store(provider, "text/plain", "b");
    return reports.lease(time, time.plusSeconds(3600), 1).get(0);
  }

  private MessageView message() {
    return client.find("client", "m").orElseThrow();
  }

  private String payload() {
    return jdbc.queryForObject("select payload from callback", String.class);
  }

  private int count(String table) {
    return jdbc.queryForObject("select count(*) from " + table, Integer.class);
  }
}
