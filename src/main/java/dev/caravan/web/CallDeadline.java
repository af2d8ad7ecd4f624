package dev.caravan.web;

import java.lang.ref.WeakReference;
import java.time.Duration;
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

  private CallDeadline() {}

  /** Has every call of this client end by then, from its request to the answer's last byte. */
  public static HttpClientBuilder set(HttpClientBuilder client, Duration limit) {
    return client.addExecInterceptorFirst(
        "deadline",
        (request, scope, chain) -> {
          // Weak, because most calls are long done by then; ending one that is done does nothing.
          WeakReference<ExecRuntime> call = new WeakReference<>(scope.execRuntime);
          CLOCK.schedule(() -> end(call), limit.toMillis(), TimeUnit.MILLISECONDS);
          return chain.proceed(request, scope);
        });
  }

  private static void end(WeakReference<ExecRuntime> call) {
    ExecRuntime running = call.get();
    if (running != null) {
      running.discardEndpoint();
    }
  }
}
