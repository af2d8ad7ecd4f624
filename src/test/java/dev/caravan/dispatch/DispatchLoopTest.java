package dev.caravan.dispatch;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.caravan.message.DueRows;
import java.time.Duration;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DispatchLoopTest {
  private static final int SOON_MS = 5_000;

  private final DueRows rows = mock(DueRows.class);
  private final Dispatcher dispatcher = mock(Dispatcher.class);
  private final ProducerTemplate camel = mock(ProducerTemplate.class);
  private DispatchLoop loop;

  @AfterEach
  void stop() {
    loop.stop();
  }

  @Test
  void searchesForLostRowsAlsoWhileItIsSignalledAllTheTime() {
    // Every batch brings the next signal, as steady traffic does.
    when(camel.requestBody(anyString(), any(), any()))
        .thenAnswer(
            call -> {
              loop.signal();
              return false;
            });

    start(Duration.ofMillis(20));
    loop.signal();

    verify(dispatcher, timeout(SOON_MS).atLeast(2)).findLost(rows);
  }

  @Test
  void dispatchesAtOnceWhenSignalledAndUntilNothingIsLeft() {
    when(camel.requestBody("direct:test", rows, Boolean.class)).thenReturn(true, true, false);
    start(Duration.ofHours(1));

    loop.signal();

    verify(camel, timeout(SOON_MS).times(3)).requestBody("direct:test", rows, Boolean.class);
  }

  @Test
  void outlivesAFailure() {
    when(camel.requestBody("direct:test", rows, Boolean.class))
        .thenThrow(new IllegalStateException("the database is gone"))
        .thenReturn(false);
    start(Duration.ofHours(1));

    loop.signal();
    verify(camel, timeout(SOON_MS)).requestBody("direct:test", rows, Boolean.class);
    loop.signal();

    verify(camel, timeout(SOON_MS).atLeast(2)).requestBody("direct:test", rows, Boolean.class);
  }

  private void start(Duration searchInterval) {
    Duration never = Duration.ofHours(1);
    loop =
        new DispatchLoop(
            "direct:test",
            rows,
            dispatcher,
            camel,
            new DispatchProperties(10, never, never, never, searchInterval, never));
    new Thread(loop, "dispatch-test").start();
  }
}
