package dev.caravan.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyCollection;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.caravan.message.DueRows;
import dev.caravan.message.Outgoing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DispatchLoopTest {
  private static final int SOON_MS = 5_000;
  private static final int CAPACITY = 25;
  private static final Duration NEVER = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMillis(20);

  private final DueRows rows = mock(DueRows.class);
  private final Dispatcher dispatcher = mock(Dispatcher.class);
  private final ProducerTemplate camel = mock(ProducerTemplate.class);
  private final List<Batch> published = Collections.synchronizedList(new ArrayList<>());
  private HandedOver handedOver;
  private DueTable table;
  private DispatchLoop loop;
  private Thread thread;

  @AfterEach
  void stop() throws InterruptedException {
    loop.stop();
    thread.join(SOON_MS);
  }

  @Test
  void publishesAtOnceWhatIsHandedOver() {
    start(NEVER, NEVER);
    List<Outgoing> stored = leased(3, "q");

    handedOver.stored(stored);

    await().until(() -> rowsPublished().size() == 3);
    assertThat(rowsPublished()).containsExactlyElementsOf(stored);
  }

  @Test
  void publishesTheHighLaneFirst() {
    List<Outgoing> normal = leased(3, "c.t.send_message");
    List<Outgoing> high = leased(3, "c.t.send_message.high");
    make(NEVER, NEVER);
    handedOver.open();
    handedOver.stored(normal);
    handedOver.stored(high);

    run();

    await().until(() -> rowsPublished().size() == 6);
    assertThat(rowsPublished().subList(0, 3)).containsExactlyElementsOf(high);
  }

  @Test
  void takesNoMoreThanItsMemoryHolds() {
    make(NEVER, NEVER);
    assertThat(handedOver.lease()).as("before the loop runs").isEmpty();
    handedOver.open();

    handedOver.stored(leased(CAPACITY - 1, "q"));
    assertThat(handedOver.lease()).isPresent();
    handedOver.stored(leased(1, "q"));

    assertThat(handedOver.lease()).isEmpty();
    run();
    await().until(() -> handedOver.lease().isPresent());
  }

  @Test
  void looksIntoTheTableWhenRowsWereStoredThatNobodyTook() {
    start(NEVER, NEVER);
    List<Outgoing> due = leased(10, "q");
    when(rows.lease(any(), any(), anyInt())).thenReturn(due, leased(1, "q"), List.of());

    handedOver.stored(List.of(new Outgoing(UUID.randomUUID(), "q", "c", null)));

    await().until(() -> rowsPublished().size() == 11);
  }

  @Test
  void publishesWhatIsHandedOverWhileItDrainsTheTable() {
    make(NEVER, NEVER);
    List<Outgoing> fresh = leased(1, "q");
    when(rows.lease(any(), any(), anyInt()))
        .thenAnswer(
            call -> {
              handedOver.stored(published.isEmpty() ? fresh : List.of());
              return leased(published.size() < 5 ? 10 : 1, "q");
            });
    run();

    handedOver.stored(List.of(new Outgoing(UUID.randomUUID(), "q", "c", null)));

    await().until(() -> published.size() >= 6);
    assertThat(published.get(1).rows()).isEqualTo(fresh);
  }

  @Test
  void leavesToTheTableWhatWaitedLongerThanItsLease() {
    make(NEVER, NEVER);
    handedOver.open();
    Outgoing late = new Outgoing(UUID.randomUUID(), "q", "c", Instant.now().minusSeconds(1));
    handedOver.stored(List.of(late));

    assertThat(table.fromMemory(Instant.now()).rows()).isEmpty();
    run();
  }

  @Test
  void takesAndLeasesNothingWhileTheBrokerIsAway() {
    start(SHORT, NEVER);
    verify(rows, timeout(SOON_MS).atLeastOnce()).lease(any(), any(), anyInt());

    Instant then = Instant.now().plus(NEVER);
    handedOver.pause(NEVER);

    assertThat(handedOver.lease()).isEmpty();
    assertThat(table.fromTable(then).rows()).isEmpty();
    verify(rows, never()).lease(eq(then), any(), anyInt());

    handedOver.pause(Duration.ZERO);

    assertThat(handedOver.lease()).isPresent();
    table.fromTable(then);
    verify(rows).lease(eq(then), any(), anyInt());
  }

  @Test
  void sweepsAlsoWhileItIsHandedRowsAllTheTime() {
    make(SHORT, NEVER);
    when(camel.requestBody(anyString(), any(), any()))
        .thenAnswer(
            call -> {
              handedOver.stored(leased(1, "q"));
              return true;
            });
    run();
    handedOver.stored(leased(1, "q"));

    verify(rows, timeout(SOON_MS).atLeast(3)).lease(any(), any(), anyInt());
  }

  @Test
  void searchesForLostRowsAlsoWhileItIsHandedRowsAllTheTime() {
    make(SHORT, SHORT);
    when(camel.requestBody(anyString(), any(), any()))
        .thenAnswer(
            call -> {
              handedOver.stored(leased(1, "q"));
              return true;
            });
    run();
    handedOver.stored(leased(1, "q"));

    verify(dispatcher, timeout(SOON_MS).atLeast(2)).findLost(rows);
  }

  @Test
  void writesConfirmsOfManyBatchesTogether() {
    start(NEVER, NEVER);
    List<Outgoing> stored = leased(3, "q");
    table.confirmed(stored.subList(0, 2), Instant.now());
    table.confirmed(stored.subList(2, 3), Instant.now());
    verify(rows, never()).confirmed(anyCollection(), any(), any());

    handedOver.wake();

    verify(rows, timeout(SOON_MS)).confirmed(argThat(written -> written.size() == 3), any(), any());
  }

  @Test
  void outlivesAFailure() {
    make(NEVER, NEVER);
    when(camel.requestBody(anyString(), any(), any()))
        .thenThrow(new IllegalStateException("the database is gone"))
        .thenAnswer(call -> published.add(call.getArgument(1)));
    // Telling the mock anew has called it.
    published.clear();
    run();

    handedOver.stored(leased(1, "q"));
    await().until(() -> handedOver.lease().isPresent() && handedOver.poll(1).isEmpty());
    handedOver.stored(leased(1, "q"));

    await().until(() -> rowsPublished().size() == 1);
  }

  @Test
  void givesBackAtItsEndWhatIsInMemory() throws InterruptedException {
    make(NEVER, NEVER);
    handedOver.open();
    List<Outgoing> stored = leased(3, "q");
    handedOver.stored(stored);
    loop.stop();

    run();
    thread.join(SOON_MS);

    verify(rows).returned(argThat(back -> List.copyOf(back).equals(stored)), any());
    assertThat(handedOver.lease()).isEmpty();
  }

  private void start(Duration sweepInterval, Duration searchInterval) {
    make(sweepInterval, searchInterval);
    run();
  }

  private void make(Duration sweepInterval, Duration searchInterval) {
    when(camel.requestBody(anyString(), any(), any()))
        .thenAnswer(call -> published.add(call.getArgument(1)));
    DispatchProperties dispatch =
        new DispatchProperties(
            10, sweepInterval, NEVER, CAPACITY, SHORT, NEVER, searchInterval, NEVER);
    handedOver = new HandedOver(dispatch, Clock.systemUTC());
    table = new DueTable(rows, handedOver, dispatch);
    loop = new DispatchLoop("direct:test", table, dispatcher, camel, dispatch, Clock.systemUTC());
    thread = new Thread(loop, "dispatch-test");
  }

  private void run() {
    thread.start();
  }

  private List<Outgoing> rowsPublished() {
    synchronized (published) {
      return published.stream().flatMap(batch -> batch.rows().stream()).toList();
    }
  }

  private static List<Outgoing> leased(int number, String queue) {
    return IntStream.range(0, number)
        .mapToObj(i -> new Outgoing(UUID.randomUUID(), queue, "c", Instant.now().plusSeconds(10)))
        .toList();
  }
}
