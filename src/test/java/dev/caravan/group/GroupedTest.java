package dev.caravan.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.transaction.TransactionSystemException;

class GroupedTest {
  private static final GroupLimits LIMITS = limits(10, Duration.ofSeconds(5));

  private final ExecutorService callers = Executors.newCachedThreadPool();
  private final List<List<Integer>> commits = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch firstBegan = new CountDownLatch(1);
  private final CountDownLatch firstMayEnd = new CountDownLatch(1);
  private Grouped<Integer, Integer> grouped;

  @AfterEach
  void close() {
    firstMayEnd.countDown();
    grouped.close();
    callers.shutdownNow();
  }

  @Test
  void commitsALoneItemAtOnce() {
    firstMayEnd.countDown();
    open(LIMITS, items -> doubled(items));

    assertThat(grouped.submit(7)).isEqualTo(14);
    assertThat(commits).containsExactly(List.of(7));
  }

  @Test
  void commitsWhatWaitsTogetherInOrderAndNeverTooMuch() throws Exception {
    open(LIMITS, items -> doubled(items));
    List<Future<Integer>> results = new ArrayList<>(List.of(submit(0)));
    firstBegan.await();
    for (int i = 1; i <= 6; i++) {
      results.add(submit(i));
      awaitWaiting(i);
    }
    firstMayEnd.countDown();

    for (int i = 0; i <= 6; i++) {
      assertThat(results.get(i).get()).isEqualTo(2 * i);
    }
    assertThat(commits).containsExactly(List.of(0), List.of(1, 2, 3, 4), List.of(5, 6));
  }

  @Test
  void triesAGroupAgainThatLostADeadlock() {
    firstMayEnd.countDown();
    AtomicInteger tries = new AtomicInteger();
    open(
        LIMITS,
        items -> {
          if (tries.incrementAndGet() < 3) {
            throw new CannotAcquireLockException("deadlock detected");
          }
          return doubled(items);
        });

    assertThat(grouped.submit(1)).isEqualTo(2);
    assertThat(tries).hasValue(3);
  }

  @Test
  void givesUpOnALockThatNeverComes() {
    firstMayEnd.countDown();
    open(
        LIMITS,
        items -> {
          throw new CannotAcquireLockException("deadlock detected");
        });

    assertThatThrownBy(() -> grouped.submit(1)).isInstanceOf(CannotAcquireLockException.class);
  }

  @Test
  void failsAPoisonedItemAlone() throws Exception {
    open(
        LIMITS,
        items -> {
          if (items.contains(2)) {
            throw new IllegalArgumentException("poison");
          }
          return doubled(items);
        });
    Future<Integer> first = submit(0);
    firstBegan.await();
    List<Future<Integer>> rest = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      rest.add(submit(i));
      awaitWaiting(i);
    }
    firstMayEnd.countDown();

    assertThat(first.get()).isZero();
    assertThat(rest.get(0).get()).isEqualTo(2);
    assertThat(rest.get(2).get()).isEqualTo(6);
    assertThatThrownBy(() -> rest.get(1).get()).hasCauseInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void tellsAllAtOnceThatTheDatabaseIsGone() throws Exception {
    open(
        LIMITS,
        items -> {
          throw new DataAccessResourceFailureException("gone");
        });
    List<Future<Integer>> results = new ArrayList<>(List.of(submit(0)));
    firstBegan.await();
    for (int i = 1; i <= 3; i++) {
      results.add(submit(i));
      awaitWaiting(i);
    }
    firstMayEnd.countDown();

    for (Future<Integer> result : results) {
      assertThatThrownBy(result::get).hasCauseInstanceOf(DataAccessResourceFailureException.class);
    }
    assertThat(commits).hasSize(2);
  }

  /** Tried again, an item could meet the row that its own first try had written after all. */
  @Test
  void commitsNothingASecondTimeWhenTheCommitMayHaveHappened() throws Exception {
    open(
        LIMITS,
        items -> {
          throw new TransactionSystemException("the connection broke at the commit");
        });
    List<Future<Integer>> results = new ArrayList<>(List.of(submit(0)));
    firstBegan.await();
    for (int i = 1; i <= 3; i++) {
      results.add(submit(i));
      awaitWaiting(i);
    }
    firstMayEnd.countDown();

    for (Future<Integer> result : results) {
      assertThatThrownBy(result::get).hasCauseInstanceOf(TransactionSystemException.class);
    }
    assertThat(commits).hasSize(2);
  }

  @Test
  void triesAgainPatientlyWhileTheDatabaseIsAway() {
    firstMayEnd.countDown();
    AtomicInteger tries = new AtomicInteger();
    open(
        LIMITS,
        items ->
            switch (tries.incrementAndGet()) {
              case 1 -> throw new DataAccessResourceFailureException("away");
              case 2 -> throw new QueryTimeoutException("canceled by the server");
              default -> doubled(items);
            });

    assertThat(grouped.submitPatiently(4, Duration.ofSeconds(10))).isEqualTo(8);
    assertThat(tries).hasValue(3);
  }

  @Test
  void losesItsPatienceInTheEndAndHasNoneForWhatIsWrong() {
    firstMayEnd.countDown();
    AtomicInteger tries = new AtomicInteger();
    open(
        LIMITS,
        items -> {
          tries.incrementAndGet();
          throw items.get(0) == 1
              ? new DataAccessResourceFailureException("away")
              : new IllegalStateException("wrong");
        });

    assertThatThrownBy(() -> grouped.submitPatiently(1, Duration.ofMillis(300)))
        .isInstanceOf(DataAccessResourceFailureException.class);
    int afterAway = tries.getAndSet(0);
    assertThatThrownBy(() -> grouped.submitPatiently(2, Duration.ofSeconds(10)))
        .isInstanceOf(IllegalStateException.class);

    assertThat(afterAway).isGreaterThan(1);
    assertThat(tries).hasValue(1);
  }

  @Test
  void waitsForACommitNoLongerThanItsPatience() throws Exception {
    open(limits(10, Duration.ofMinutes(10)), items -> doubled(items));
    submit(0);
    firstBegan.await();

    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () ->
            assertThatThrownBy(() -> grouped.submitPatiently(1, Duration.ofMillis(100)))
                .isInstanceOf(Overloaded.class));
    firstMayEnd.countDown();
  }

  @Test
  void refusesWhatIsTooMuch() throws Exception {
    open(limits(2, Duration.ofSeconds(5)), items -> doubled(items));
    submit(0);
    firstBegan.await();
    submit(1);
    submit(2);
    awaitWaiting(2);

    assertThatThrownBy(() -> grouped.submit(3))
        .isInstanceOf(Overloaded.class)
        .hasMessageContaining("2 wait already");
  }

  @Test
  void neverCommitsWhatItsCallerGaveUpOn() throws Exception {
    open(limits(10, Duration.ofMillis(50)), items -> doubled(items));
    submit(0);
    firstBegan.await();

    assertThatThrownBy(() -> grouped.submit(1)).isInstanceOf(Overloaded.class);
    firstMayEnd.countDown();
    await().until(() -> commits.size() == 1 && grouped.waiting() == 0);

    grouped.close();
    assertThat(commits).containsExactly(List.of(0));
  }

  @Test
  void waitsAfterACrowdForTheNext() throws Exception {
    open(
        new GroupLimits(4, 10, Duration.ofSeconds(30), 1, Duration.ofSeconds(2)),
        items -> doubled(items));
    submit(0);
    firstBegan.await();
    submit(1);
    submit(2);
    awaitWaiting(2);
    firstMayEnd.countDown();
    await().until(() -> commits.size() == 2);

    submit(3);
    awaitWaiting(1);
    Future<Integer> last = submit(4);

    assertThat(last.get()).isEqualTo(8);
    assertThat(commits).hasSize(3);
    assertThat(commits.get(2)).containsExactly(3, 4);
  }

  @Test
  void commitsWhatWaitsBeforeItCloses() throws Exception {
    open(LIMITS, items -> doubled(items));
    submit(0);
    firstBegan.await();
    Future<Integer> waiting = submit(1);
    awaitWaiting(1);
    firstMayEnd.countDown();

    grouped.close();

    assertThat(waiting.get()).isEqualTo(2);
    assertThatThrownBy(() -> grouped.submit(2)).isInstanceOf(Overloaded.class);
  }

  private static GroupLimits limits(int maxWaiting, Duration maxWait) {
    return new GroupLimits(4, maxWaiting, maxWait, 1, Duration.ZERO);
  }

  /** The first commit waits until the test lets it end, so that the next callers gather. */
  private void open(GroupLimits limits, Function<List<Integer>, List<Integer>> commit) {
    grouped =
        new Grouped<>(
            "test",
            limits,
            items -> {
              commits.add(List.copyOf(items));
              firstBegan.countDown();
              try {
                firstMayEnd.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return commit.apply(items);
            });
  }

  private static List<Integer> doubled(List<Integer> items) {
    return items.stream().map(item -> 2 * item).toList();
  }

  private Future<Integer> submit(int item) {
    return callers.submit(() -> grouped.submit(item));
  }

  private void awaitWaiting(int number) {
    await().until(() -> grouped.waiting() == number);
  }
}
