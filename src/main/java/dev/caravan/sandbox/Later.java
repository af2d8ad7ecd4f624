package dev.caravan.sandbox;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads for what a stand-in does by and by; they keep no process alive. */
final class Later {
  private Later() {}

  static ScheduledThreadPoolExecutor threads(String name, int count) {
    AtomicInteger number = new AtomicInteger();
    ScheduledThreadPoolExecutor threads =
        new ScheduledThreadPoolExecutor(
            count,
            work -> {
              Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            },
            // After the stop; nobody waits for it any more.
            (work, stopped) -> {});
    threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    threads.setKeepAliveTime(10, TimeUnit.SECONDS);
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }
}
