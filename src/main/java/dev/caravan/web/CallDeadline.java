package dev.caravan.web;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;

/**
 * Ends an outgoing call at a time, whatever it is doing. The HTTP client's own time-outs start anew
 * with every byte: who sends one a second would hold a worker for hours.
 */
public final class CallDeadline {
  private static final ScheduledExecutorService CLOCK =
      new ScheduledThreadPoolExecutor(
          1,
          work -> {
            Thread thread = new Thread(work, "call-deadline");
            thread.setDaemon(true);
            return thread;
          });

  /** Calls that end at the same tick share a timer: one for each would wake a thread per call. */
  private static final long TICK = TimeUnit.MILLISECONDS.toNanos(100);

  private static final Map<Long, Queue<WeakReference<ExecRuntime>>> CALLS =
      new ConcurrentHashMap<>();

  private CallDeadline() {}

  /** Has every call of this client end by then, from its request to the answer's last byte. */
  public static HttpClientBuilder set(HttpClientBuilder client, Duration limit) {
    return client.addExecInterceptorFirst(
        "deadline",
        (request, scope, chain) -> {
          // Weak, because most calls are long done by then; ending one that is done does nothing.
          endIn(limit.toNanos(), new WeakReference<>(scope.execRuntime));
          return chain.proceed(request, scope);
        });
  }

  private static void endIn(long nanos, WeakReference<ExecRuntime> call) {
    CALLS.compute(
        (System.nanoTime() + nanos) / TICK,
        (tick, calls) -> {
          Queue<WeakReference<ExecRuntime>> together = calls;
          if (together == null) {
            together = new ConcurrentLinkedQueue<>();
            CLOCK.schedule(() -> endAll(tick), nanos + TICK, TimeUnit.NANOSECONDS);
          }
          together.add(call);
          return together;
        });
  }

  private static void endAll(long tick) {
    for (WeakReference<ExecRuntime> call : CALLS.remove(tick)) {
      ExecRuntime running = call.get();
      if (running != null) {
        running.discardEndpoint();
      }
    }
  }
}
