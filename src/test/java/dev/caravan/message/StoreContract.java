package dev.caravan.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.caravan.group.GroupLimits;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What the tables must do, on whichever database. */
abstract class StoreContract {
  private static final GroupLimits LIMITS =
      new GroupLimits(256, 1_000, Duration.ofSeconds(10), 2, Duration.ofMillis(10));
  private static final StoreProperties STORE = new StoreProperties(LIMITS, LIMITS);
  private static final Duration HOLD = Duration.ofSeconds(30);

  private final Instant now = Instant.parse("2030-01-01T12:00:00.123456Z");
  private final Instant leaseUntil = now.plusSeconds(10);
  private final HandoverStub messages = new HandoverStub();
  private final HandoverStub callbacks = new HandoverStub();
  private final Handover.Ways dispatch =
      new Handover.Ways() {
        @Override
        public Handover messages() {
          return messages;
        }

        @Override
        public Handover callbacks() {
          return callbacks;
        }
      };
  private JdbcTemplate jdbc;
  private BreakablePipeline pipeline;
  private SettableClock clock;
  private WorkCommits commits;
  private PromptCallbacks.Place place;
  private MessageIntake intake;
  private DueMessages due;
  private MessageClaims claims;
  private Outcomes outcomes;
  private ClientMessages client;
  private DueCallbacks dueCallbacks;
  private CallbackClaims callbackClaims;

  /** A migrated database; the same one for all tests. */
  abstract DataSource database();

  @BeforeEach
  void openAndEmpty() {
    jdbc = new JdbcTemplate(database());
    var transaction = new TransactionTemplate(new DataSourceTransactionManager(database()));
    pipeline = new BreakablePipeline(jdbc, transaction);
    clock = new SettableClock(now);
    commits = new WorkCommits(pipeline, STORE);
    WorkerName name = new WorkerName();
    intake = new MessageIntake(pipeline, STORE, dispatch);
    due = new DueMessages(jdbc, transaction);
    claims = new MessageClaims(commits, name, clock);
    place = null;
    outcomes =
        new Outcomes(commits, dispatch, url -> Optional.ofNullable(place), new ReportsStub(), name);
    client = new ClientMessages(database());
    dueCallbacks = new DueCallbacks(jdbc, transaction);
    callbackClaims = new CallbackClaims(commits, name, clock);
    jdbc.update("delete from message");
    jdbc.update("delete from message_key");
  }

  @AfterEach
  void stopWriters() {
    intake.destroy();
    commits.destroy();
  }

  @Test
  void storesAMessageOnce() {
    NewMessage first = message("m1", Lane.NORMAL, null);

    assertThat(intake.store(first)).isTrue();
    assertThat(intake.store(message("m1", Lane.NORMAL, null))).isFalse();

    assertThat(count("message")).isEqualTo(1);
    assertThat(count("recipient")).isEqualTo(2);
  }

  @Test
  void storesOneOfFiftyEqualIds() throws Exception {
    List<Boolean> stored = atOnce(50, () -> intake.store(message("same", Lane.NORMAL, null)));

    assertThat(stored).containsOnlyOnce(true);
    assertThat(count("message")).isEqualTo(1);
  }

  @Test
  void keepsTextAsItCame() {
    String text = "😀".repeat(200);
    SendRequest request =
        new SendRequest(
            "😀".repeat(64),
            "s",
            List.of("é'\"\\"),
            "dummy",
            "httpbin",
            text,
            "p",
            null,
            null,
            null);
    intake.store(
        new NewMessage(
            TimeOrderedId.at(now),
            "c",
            "corr",
            request,
            "httpbin",
            "httpbin",
            Lane.NORMAL,
            MessageState.RECEIVED,
            now,
            now));

    Claim claim = claim(onlyUid(), now).orElseThrow();

    assertThat(claim.text()).isEqualTo(text);
    assertThat(claim.waiting().get(0).recipient()).isEqualTo("é'\"\\");
  }

  @Test
  void leasesHighFirstAndEachRowOnce() {
    intake.store(message("bulk", Lane.BULK, null));
    intake.store(message("normal", Lane.NORMAL, null));
    intake.store(message("high", Lane.HIGH, null));

    List<Outgoing> leased = due.lease(now, leaseUntil, 10);

    assertThat(leased)
        .extracting(Outgoing::queue)
        .containsExactly(
            "httpbin.dummy.send_message.high",
            "httpbin.dummy.send_message",
            "httpbin.dummy.send_message.bulk");
    assertThat(due.lease(leaseUntil.minusMillis(1), leaseUntil, 10)).isEmpty();
    Instant later = leaseUntil.plusSeconds(1);
    assertThat(due.lease(later, later.plusSeconds(10), 10)).hasSize(3);
  }

  @Test
  void leasesEachRowToOneOfManyDispatchers() throws Exception {
    for (int i = 0; i < 100; i++) {
      intake.store(message("m" + i, Lane.NORMAL, null));
    }

    List<List<Outgoing>> leased = atOnce(8, () -> due.lease(now, leaseUntil, 40));

    List<UUID> uids = leased.stream().flatMap(List::stream).map(Outgoing::uid).toList();
    assertThat(uids).doesNotHaveDuplicates();
    assertThat(uids.size() + due.lease(now, leaseUntil, 100).size()).isEqualTo(100);
  }

  @Test
  void leavesAScheduledMessageUntilItsTime() {
    intake.store(message("later", Lane.NORMAL, now.plusSeconds(60)));

    assertThat(due.lease(now.plusSeconds(59), leaseUntil, 10)).isEmpty();
    assertThat(due.lease(now.plusSeconds(60), now.plusSeconds(70), 10)).hasSize(1);
    assertThat(claim(onlyUid(), now.plusSeconds(60))).isPresent();
  }

  @Test
  void makesAReturnedRowDueAgain() {
    intake.store(message("m1", Lane.NORMAL, null));
    Outgoing leased = due.lease(now, leaseUntil, 10).get(0);

    due.returned(Set.of(leased), now.plusSeconds(1));

    assertThat(due.lease(now, leaseUntil, 10)).isEmpty();
    assertThat(due.lease(now.plusSeconds(1), leaseUntil, 10)).containsExactly(leased);
  }

  @Test
  void neverLetsALateConfirmUndoAClaim() {
    intake.store(message("m1", Lane.NORMAL, null));
    Outgoing leased = due.lease(now, leaseUntil, 10).get(0);
    Claim claim = claim(leased.uid(), now).orElseThrow();

    due.confirmed(Set.of(leased), now, now.plusSeconds(300));

    assertThat(due.lease(claim.until(), claim.until().plusSeconds(10), 10)).hasSize(1);
  }

  @Test
  void findsRowsThatTheBrokerLost() {
    intake.store(message("m1", Lane.NORMAL, null));
    Outgoing leased = due.lease(now, leaseUntil, 10).get(0);
    Instant lookAgainAt = now.plusSeconds(300);
    due.confirmed(Set.of(leased), now, lookAgainAt);

    assertThat(due.unclaimed(lookAgainAt.minusSeconds(1))).isEmpty();
    assertThat(due.unclaimed(lookAgainAt)).isEqualTo(Map.of(leased.queue(), 1L));
    due.wait(leased.queue(), lookAgainAt, lookAgainAt.plusSeconds(300));
    assertThat(due.unclaimed(lookAgainAt)).isEmpty();
    Instant later = lookAgainAt.plusSeconds(300);
    due.publishAgain(leased.queue(), later);

    assertThat(due.lease(later, later.plusSeconds(10), 10))
        .extracting(Outgoing::uid)
        .containsExactly(leased.uid());
  }

  @Test
  void makesEverythingUnclaimedDueWhenTheBrokerStartsEmpty() {
    intake.store(message("published", Lane.NORMAL, null));
    intake.store(message("claimed", Lane.HIGH, null));
    List<Outgoing> leased = due.lease(now, leaseUntil, 10);
    due.confirmed(leased, now, now.plusSeconds(300));
    claim(leased.get(0).uid(), now);

    assertThat(due.brokerIsEmpty(now)).isEqualTo(1);

    assertThat(due.lease(now, leaseUntil, 10)).containsExactly(leased.get(1));
  }

  @Test
  void findsAMessageAgainWhoseWorkerAndThenWhoseBrokerWereLost() {
    intake.store(message("m1", Lane.NORMAL, null));
    claim(onlyUid(), now);
    Instant abandoned = now.plus(HOLD);
    List<Outgoing> leased = due.lease(abandoned, abandoned.plusSeconds(10), 10);
    due.confirmed(leased, abandoned, abandoned.plusSeconds(300));

    assertThat(due.unclaimed(abandoned.plusSeconds(300)))
        .isEqualTo(Map.of(leased.get(0).queue(), 1L));
    assertThat(due.brokerIsEmpty(abandoned.plusSeconds(1))).isEqualTo(1);
    assertThat(due.lease(abandoned.plusSeconds(1), abandoned.plusSeconds(20), 10))
        .extracting(Outgoing::uid)
        .containsExactly(onlyUid());
  }

  @Test
  void findsACallbackAgainWhoseWorkerAndThenWhoseBrokerWereLost() {
    intake.store(message("m1", Lane.NORMAL, null));
    outcomes.record(delivered(claim(onlyUid(), now).orElseThrow()));
    UUID uid = dueCallbacks.lease(now, leaseUntil, 10).get(0).uid();
    claimCallback(uid, now);
    Instant abandoned = now.plus(HOLD);
    List<Outgoing> leased = dueCallbacks.lease(abandoned, abandoned.plusSeconds(10), 10);
    dueCallbacks.confirmed(leased, abandoned, abandoned.plusSeconds(300));

    assertThat(dueCallbacks.unclaimed(abandoned.plusSeconds(300)))
        .isEqualTo(Map.of(QueueNames.CALLBACK, 1L));
    assertThat(dueCallbacks.brokerIsEmpty(abandoned.plusSeconds(1))).isEqualTo(1);
    assertThat(dueCallbacks.lease(abandoned.plusSeconds(1), abandoned.plusSeconds(20), 10))
        .extracting(Outgoing::uid)
        .containsExactly(uid);
  }

  @Test
  void letsOneOfManyWorkersHaveAMessage() throws Exception {
    intake.store(message("m1", Lane.NORMAL, null));
    UUID uid = onlyUid();

    List<Optional<Claim>> claimed = atOnce(8, () -> claims.claim(uid, HOLD));

    assertThat(claimed.stream().filter(Optional::isPresent)).hasSize(1);
  }

  @Test
  void tellsThatAClaimWasAbandonedAndKeepsItsOutcomeOut() {
    intake.store(message("m1", Lane.NORMAL, null));
    Claim first = claim(onlyUid(), now).orElseThrow();

    assertThat(claim(onlyUid(), now.plusSeconds(29))).isEmpty();
    Claim second = claim(onlyUid(), now.plusSeconds(30)).orElseThrow();

    assertThat(second.kind()).isEqualTo(Claim.Kind.ABANDONED);
    assertThat(second.attempt()).isEqualTo(first.attempt());
    assertThat(outcomes.record(delivered(first))).isFalse();
    assertThat(outcomes.record(delivered(second))).isTrue();
    assertThat(outcomes.record(delivered(second))).isFalse();
  }

  @Test
  void tellsThatAMessageIsNoLongerValid() {
    SendRequest request = request("m1", null, now.plusSeconds(5));
    intake.store(message(request, Lane.NORMAL));

    assertThat(claim(onlyUid(), now.plusSeconds(5)).orElseThrow().kind())
        .isEqualTo(Claim.Kind.EXPIRED);
  }

  @Test
  void endsAMessageThatExpiredInTheHandsOfALostWorker() {
    intake.store(message(request("m1", null, now.plusSeconds(120)), Lane.NORMAL));
    outcomes.record(retrying(claim(onlyUid(), now).orElseThrow()));
    due.lease(now.plusSeconds(90), now.plusSeconds(100), 10);
    Claim expired = claim(onlyUid(), now.plusSeconds(120)).orElseThrow();
    assertThat(expired.kind()).isEqualTo(Claim.Kind.EXPIRED);

    Claim abandoned = claim(onlyUid(), now.plusSeconds(120).plus(HOLD)).orElseThrow();

    assertThat(outcomes.record(delivered(abandoned))).isTrue();
  }

  @Test
  void showsAMessageToItsClientOnly() {
    intake.store(message("m1", Lane.NORMAL, null));

    assertThat(client.find("somebody else", "m1")).isEmpty();
    assertThat(client.cancel("somebody else", "m1", now)).isEmpty();
    assertThat(client.find("client", "m1").orElseThrow().state()).isEqualTo("received");
  }

  @Test
  void withdrawsAMessageOnlyBeforeItIsClaimed() {
    intake.store(message("m1", Lane.NORMAL, now.plusSeconds(60)));
    intake.store(message("m2", Lane.NORMAL, null));
    UUID claimed = due.lease(now, leaseUntil, 10).get(0).uid();
    claim(claimed, now);

    assertThat(client.cancel("client", "m1", now)).contains(MessageState.CANCELLED);
    assertThat(client.cancel("client", "m2", now)).contains(MessageState.STARTED);

    assertThat(client.find("client", "m1").orElseThrow().recipients())
        .allMatch(recipient -> recipient.state().equals("cancelled"));
    assertThat(due.lease(now.plusSeconds(60), now.plusSeconds(70), 10))
        .extracting(Outgoing::uid)
        .containsOnly(claimed);
  }

  @Test
  void carriesACallbackThroughItsRetries() {
    intake.store(message("m1", Lane.NORMAL, null));
    outcomes.record(delivered(claim(onlyUid(), now).orElseThrow()));
    Outgoing leased = dueCallbacks.lease(now, leaseUntil, 10).get(0);
    dueCallbacks.confirmed(Set.of(leased), now, now.plusSeconds(300));

    var first = claimCallback(leased.uid(), now).orElseThrow();
    assertThat(claimCallback(leased.uid(), now)).isEmpty();
    callbackClaims.record(
        first, CallbackClaims.Result.PENDING, 503, "HTTP 503", now.plusSeconds(5), now);

    assertThat(dueCallbacks.lease(now.plusSeconds(4), leaseUntil, 10)).isEmpty();
    assertThat(dueCallbacks.lease(now.plusSeconds(5), now.plusSeconds(15), 10)).hasSize(1);
    var second = claimCallback(leased.uid(), now.plusSeconds(5)).orElseThrow();
    assertThat(second.attempt()).isEqualTo(2);
    assertThat(second.payload()).isEqualTo("{\"message_id\": \"m1\"}");
    callbackClaims.record(second, CallbackClaims.Result.DELIVERED, 200, null, null, now);
    assertThat(claimCallback(leased.uid(), now.plusSeconds(60))).isEmpty();
    assertThat(client.find("client", "m1").orElseThrow().callbacks())
        .extracting(MessageView.Callback::state, MessageView.Callback::attempts)
        .containsExactly(tuple("delivered", 2));
  }

  @Test
  void takesACallbackOverFromALostWorker() {
    intake.store(message("m1", Lane.NORMAL, null));
    outcomes.record(delivered(claim(onlyUid(), now).orElseThrow()));
    UUID uid = dueCallbacks.lease(now, leaseUntil, 10).get(0).uid();
    var lost = claimCallback(uid, now).orElseThrow();

    var taken = claimCallback(uid, now.plusSeconds(30)).orElseThrow();
    callbackClaims.record(lost, CallbackClaims.Result.FAILED, 500, "HTTP 500", null, now);

    assertThat(taken.attempt()).isEqualTo(2);
    assertThat(client.find("client", "m1").orElseThrow().callbacks())
        .allMatch(callback -> callback.state().equals("pending"));
  }

  @Test
  void handsOverWhatItStoresLeased() {
    messages.lease = leaseUntil;

    intake.store(dueMessage("m1", Lane.HIGH));
    intake.store(message("later", Lane.NORMAL, now.plusSeconds(60)));

    assertThat(messages.rows)
        .extracting(Outgoing::queue, Outgoing::leasedUntil)
        .containsExactly(tuple("httpbin.dummy.send_message.high", leaseUntil));
    assertThat(due.lease(leaseUntil.minusMillis(1), leaseUntil, 10)).isEmpty();
    assertThat(due.lease(leaseUntil, leaseUntil.plusSeconds(10), 10))
        .extracting(Outgoing::uid)
        .containsExactly(messages.rows.get(0).uid());
  }

  @Test
  void storesAsDueWhatNobodyTakes() {
    intake.store(dueMessage("m1", Lane.NORMAL));

    assertThat(messages.rows).extracting(Outgoing::leasedUntil).containsOnlyNulls();
    assertThat(due.lease(now, leaseUntil, 10)).hasSize(1);
  }

  @Test
  void handsOverNoDuplicate() {
    messages.lease = leaseUntil;
    intake.store(dueMessage("m1", Lane.NORMAL));

    intake.store(dueMessage("m1", Lane.NORMAL));

    assertThat(messages.rows).hasSize(1);
  }

  @Test
  void handsOverTheCallbackOfAnOutcomeThatCounts() {
    callbacks.lease = leaseUntil;
    intake.store(message("m1", Lane.NORMAL, null));
    Claim lost = claim(onlyUid(), now).orElseThrow();
    Claim taken = claim(onlyUid(), now.plus(HOLD)).orElseThrow();

    outcomes.record(delivered(lost));
    outcomes.record(delivered(taken));

    assertThat(callbacks.rows)
        .extracting(Outgoing::queue, Outgoing::leasedUntil)
        .containsExactly(tuple(QueueNames.CALLBACK, leaseUntil));
    assertThat(dueCallbacks.lease(leaseUntil.minusMillis(1), leaseUntil, 10)).isEmpty();
    assertThat(dueCallbacks.lease(leaseUntil, leaseUntil.plusSeconds(10), 10)).hasSize(1);
  }

  @Test
  void knowsItsClaimAgainWhoseAnswerWasLost() {
    intake.store(message("m1", Lane.NORMAL, null));
    pipeline.loseAnswers(1);

    Claim claim = claim(onlyUid(), now).orElseThrow();

    assertThat(pipeline.lost).isZero();
    assertThat(claim.kind()).isEqualTo(Claim.Kind.SEND);
    assertThat(claim.attempt()).isEqualTo(1);
    assertThat(claim.waiting()).hasSize(2);
    assertThat(claim(onlyUid(), now)).as("another delivery").isEmpty();
    assertThat(outcomes.record(delivered(claim))).isTrue();
  }

  @Test
  void knowsItsClaimOfACallbackAgainWhoseAnswerWasLost() {
    intake.store(message("m1", Lane.NORMAL, null));
    outcomes.record(delivered(claim(onlyUid(), now).orElseThrow()));
    UUID uid = dueCallbacks.lease(now, leaseUntil, 10).get(0).uid();
    pipeline.loseAnswers(1);

    assertThat(claimCallback(uid, now).orElseThrow().attempt()).isEqualTo(1);
    assertThat(claimCallback(uid, now)).as("another delivery").isEmpty();
  }

  @Test
  void tellsAnAbandonedClaimEvenWhenTheAnswerWasLost() {
    intake.store(message("m1", Lane.NORMAL, null));
    claim(onlyUid(), now);
    pipeline.loseAnswers(1);

    assertThat(claim(onlyUid(), now.plus(HOLD)).orElseThrow().kind())
        .isEqualTo(Claim.Kind.ABANDONED);
  }

  @Test
  void renewsItsOwnClaimWhoseAnswerWasLostForLong() {
    intake.store(message("m1", Lane.NORMAL, null));
    pipeline.loseAnAnswer(() -> clock.time = now.plus(HOLD));

    Claim claim = claim(onlyUid(), now).orElseThrow();

    assertThat(claim.kind()).isEqualTo(Claim.Kind.SEND);
    assertThat(claim.attempt()).isEqualTo(1);
    assertThat(claim.until()).isEqualTo(Times.micros(now.plus(HOLD).plus(HOLD)));
    outcomes.record(delivered(claim));
    UUID uid = dueCallbacks.lease(now, leaseUntil, 10).get(0).uid();
    pipeline.loseAnAnswer(() -> clock.time = now.plus(HOLD));
    assertThat(claimCallback(uid, now).orElseThrow().attempt()).isEqualTo(1);
  }

  @Test
  void takesNoRowForAbandonedThatItStillWorksOn() {
    intake.store(message("m1", Lane.NORMAL, null));
    Claim claim = claim(onlyUid(), now).orElseThrow();
    claims.whileHeld(
        claim,
        () -> {
          assertThat(claim(onlyUid(), now.plus(HOLD).plusMillis(1))).isEmpty();
          assertThat(outcomes.record(delivered(claim))).isTrue();
        });

    UUID uid = dueCallbacks.lease(now, leaseUntil, 10).get(0).uid();
    var callback = claimCallback(uid, now).orElseThrow();
    callbackClaims.whileHeld(
        callback, () -> assertThat(claimCallback(uid, now.plus(HOLD).plusMillis(1))).isEmpty());
    assertThat(claimCallback(uid, now.plus(HOLD).plusMillis(1))).isPresent();
  }

  @Test
  void makesNoAttemptEarlyForAnOldQueueEntry() {
    intake.store(message("m1", Lane.NORMAL, null));
    outcomes.record(retrying(claim(onlyUid(), now).orElseThrow()));
    Instant retryAt = now.plusSeconds(90);

    assertThat(claim(onlyUid(), now.plusSeconds(1))).isEmpty();
    assertThat(claim(onlyUid(), retryAt.plusSeconds(1))).as("nobody published it").isEmpty();
    assertThat(due.lease(retryAt, retryAt.plusSeconds(10), 10)).hasSize(1);
    // By a clock that is behind the dispatcher's.
    assertThat(claim(onlyUid(), retryAt.minusSeconds(5)).orElseThrow().attempt()).isEqualTo(2);
  }

  @Test
  void makesNoCallbackEarlyForAnOldQueueEntry() {
    intake.store(message("m1", Lane.NORMAL, null));
    outcomes.record(delivered(claim(onlyUid(), now).orElseThrow()));
    UUID uid = dueCallbacks.lease(now, leaseUntil, 10).get(0).uid();
    Instant retryAt = now.plusSeconds(60);
    callbackClaims.record(
        claimCallback(uid, now).orElseThrow(),
        CallbackClaims.Result.PENDING,
        503,
        "HTTP 503",
        retryAt,
        now);

    assertThat(claimCallback(uid, now.plusSeconds(1))).isEmpty();
    assertThat(dueCallbacks.lease(retryAt, retryAt.plusSeconds(10), 10)).hasSize(1);
    assertThat(claimCallback(uid, retryAt.minusSeconds(5)).orElseThrow().attempt()).isEqualTo(2);
  }

  @Test
  void commitsAllStatementsOrNone() {
    // Often enough that PostgreSQL's driver has prepared and described every statement.
    for (int i = 0; i < 12; i++) {
      intake.store(message("m" + i, Lane.NORMAL, null));
    }
    UUID uid = jdbc.queryForObject("select uid from message where message_id = 'm0'", UUID.class);
    Step change = Step.change("update message set sender_id = 'changed' where uid = ?", uid);
    Step read = Step.query("select body from message where uid = ?", row -> {}, uid);
    Step fail =
        Step.change("insert into message_key select client, ?, uid, null from message", "x");

    for (int i = 0; i < 12; i++) {
      assertThatThrownBy(() -> pipeline.run(change, read, fail))
          .isInstanceOf(DataIntegrityViolationException.class);
    }

    assertThat(
            jdbc.queryForObject(
                "select count(*) from message where sender_id = 'changed'", Integer.class))
        .isZero();
  }

  /** Loses the answer to a commit that was made. */
  private static final class BreakablePipeline extends Pipeline {
    private volatile int lost;
    private Runnable meanwhile = () -> {};

    BreakablePipeline(JdbcTemplate jdbc, TransactionTemplate transaction) {
      super(jdbc, transaction);
    }

    void loseAnswers(int count) {
      lost = count;
    }

    /** Loses an answer, and finds out late. */
    void loseAnAnswer(Runnable meanwhile) {
      lost = 1;
      this.meanwhile = meanwhile;
    }

    @Override
    void run(Step... steps) {
      super.run(steps);
      if (lost > 0) {
        lost--;
        meanwhile.run();
        throw new DataAccessResourceFailureException("the answer was lost");
      }
    }
  }

  private static final class SettableClock extends Clock {
    private volatile Instant time;

    SettableClock(Instant time) {
      this.time = time;
    }

    @Override
    public Instant instant() {
      return time;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @Test
  void claimsACallbackThatIsMadeAtOnce() {
    callbacks.lease = leaseUntil;
    PlaceStub stub = new PlaceStub();
    place = stub;
    intake.store(message("m1", Lane.NORMAL, null));
    Claim lost = claim(onlyUid(), now).orElseThrow();
    Claim taken = claim(onlyUid(), now.plus(HOLD)).orElseThrow();

    outcomes.record(delivered(lost));
    assertThat(stub.givenUp).isEqualTo(1);
    assertThat(stub.made).isEmpty();
    outcomes.record(delivered(taken));

    assertThat(callbacks.rows).isEmpty();
    assertThat(stub.givenUp).isEqualTo(1);
    var callback = stub.made.get(0);
    assertThat(callback.attempt()).isEqualTo(1);
    assertThat(claimCallback(callback.uid(), now.plus(HOLD).minusMillis(1))).isEmpty();
    assertThat(dueCallbacks.lease(now.plus(HOLD).minusMillis(1), leaseUntil, 10)).isEmpty();
    assertThat(dueCallbacks.lease(now.plus(HOLD), now.plus(HOLD).plusSeconds(10), 10)).hasSize(1);
    callbackClaims.record(callback, CallbackClaims.Result.DELIVERED, 200, null, null, now);
    assertThat(client.find("client", "m1").orElseThrow().callbacks())
        .extracting(MessageView.Callback::state, MessageView.Callback::attempts)
        .containsExactly(tuple("delivered", 1));
  }

  private static final class PlaceStub implements PromptCallbacks.Place {
    private final List<CallbackClaims.ClaimedCallback> made = new ArrayList<>();
    private int givenUp;

    @Override
    public Duration hold() {
      return HOLD;
    }

    @Override
    public void make(CallbackClaims.ClaimedCallback callback) {
      made.add(callback);
    }

    @Override
    public void giveUp() {
      givenUp++;
    }
  }

  /** Takes what is stored when told a lease, and remembers it. */
  private static final class HandoverStub implements Handover {
    private Instant lease;
    private final List<Outgoing> rows = new ArrayList<>();

    @Override
    public Optional<Instant> lease() {
      return Optional.ofNullable(lease);
    }

    @Override
    public synchronized void stored(List<Outgoing> stored) {
      rows.addAll(stored);
    }
  }

  /** As the API stores a message that is to be sent at once. */
  private NewMessage dueMessage(String messageId, Lane lane) {
    NewMessage message = message(messageId, lane, null);
    return new NewMessage(
        message.uid(),
        message.client(),
        message.correlationId(),
        message.request(),
        message.channel(),
        message.provider(),
        lane,
        message.state(),
        now,
        now);
  }

  private Recording retrying(Claim claim) {
    return new Recording(
        claim,
        MessageState.RETRYING,
        null,
        List.of(),
        now.plusSeconds(90),
        null,
        new Recording.Attempt(
            "httpbin", "retry", "503", null, now, Duration.ofMillis(7), null, null),
        null,
        now);
  }

  private Recording delivered(Claim claim) {
    List<Recording.RecipientChange> changes =
        claim.waiting().stream()
            .map(
                waiting ->
                    new Recording.RecipientChange(
                        waiting.position(),
                        MessageState.DELIVERED,
                        null,
                        1,
                        1,
                        List.of(
                            new Recording.TakenPart(
                                1, "p" + waiting.position(), "p" + waiting.position())),
                        Set.of()))
            .toList();
    return new Recording(
        claim,
        MessageState.DELIVERED,
        null,
        changes,
        null,
        null,
        new Recording.Attempt(
            "httpbin", "accepted", "200", null, now, Duration.ofMillis(7), "[]", null),
        new Recording.NewCallback("http://127.0.0.1/x", "{\"message_id\": \"m1\"}"),
        now);
  }

  private NewMessage message(String messageId, Lane lane, Instant sendAt) {
    return message(request(messageId, sendAt, null), lane);
  }

  private NewMessage message(SendRequest request, Lane lane) {
    boolean later = request.sendAt() != null;
    return new NewMessage(
        TimeOrderedId.at(now),
        "client",
        "correlation",
        request,
        "httpbin",
        "httpbin",
        lane,
        later ? MessageState.SCHEDULED : MessageState.RECEIVED,
        now.minus(1, ChronoUnit.SECONDS),
        later ? request.sendAt() : now);
  }

  private static SendRequest request(String messageId, Instant sendAt, Instant validUntil) {
    return new SendRequest(
        messageId,
        "sender",
        List.of("one", "two"),
        "dummy",
        "httpbin",
        "text",
        "normal",
        "http://127.0.0.1/x",
        sendAt,
        validUntil);
  }

  private Optional<Claim> claim(UUID uid, Instant at) {
    clock.time = at;
    return claims.claim(uid, HOLD);
  }

  private Optional<CallbackClaims.ClaimedCallback> claimCallback(UUID uid, Instant at) {
    clock.time = at;
    return callbackClaims.claim(uid, HOLD);
  }

  private UUID onlyUid() {
    return jdbc.queryForObject("select uid from message", UUID.class);
  }

  private int count(String table) {
    return jdbc.queryForObject("select count(*) from " + table, Integer.class);
  }

  private static <T> List<T> atOnce(int callers, Callable<T> call) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(callers);
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> result : pool.invokeAll(java.util.Collections.nCopies(callers, call))) {
        results.add(result.get());
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }
}
