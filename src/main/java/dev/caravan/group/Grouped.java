package dev.caravan.group;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

/**
 * Lets callers that come at the same time share one commit. A writer takes whatever waits, never
 * more than the group's size and without waiting for more, and commits it in one go: a lone caller
 * is as fast as without it, a crowd pays one write together. After a crowd the next commit begins a
 * {@link GroupLimits#pace} later: what comes meanwhile would otherwise be committed one by one, and
 * at a fifth of what the machine carries the commits alone would fill it.
 *
 * <p>Callers may rely on this: {@link #submit} returns after the commit that holds their item, with
 * their item's own result; items of one group are committed in the order they came; a group that
 * lost a deadlock is tried again; a group that fails otherwise is taken apart, so that a poisoned
 * item fails alone; waiting is bounded in number and in time.
 *
 * @param <T> an item
 * @param <R> what its commit came to
 */
public final class Grouped<T, R> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Grouped.class);
  private static final int MAX_TRIES = 5;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration MAX_PAUSE = Duration.ofMillis(400);

  private final BlockingQueue<Waiting<T, R>> queue;
  private final GroupLimits limits;
  private final String name;
  private final Function<List<T>, List<R>> commit;
  private final List<Thread> writers = new ArrayList<>();
  private volatile boolean closed;

  private record Waiting<T, R>(T item, CompletableFuture<R> result) {}

  /**
   * Starts the writers.
   *
   * @param commit commits the items together and gives one result for each, in their order; throws
   *     when nothing was committed
   */
  public Grouped(String name, GroupLimits limits, Function<List<T>, List<R>> commit) {
    this.name = name;
    this.limits = limits;
    this.commit = commit;
    this.queue = new ArrayBlockingQueue<>(limits.maxWaiting());
    for (int i = 0; i < limits.writers(); i++) {
      Thread writer = new Thread(this::write, "group-" + name + "-" + i);
      writer.setDaemon(true);
      writer.start();
      writers.add(writer);
    }
  }

  /**
   * Has the item committed with whatever else waits.
   *
   * @throws Overloaded when too many wait, or it took too long; an item that waited too long is not
   *     committed, unless its commit had begun
   */
  public R submit(T item) {
    return submit(item, limits.maxWait());
  }

  private R submit(T item, Duration wait) {
    CompletableFuture<R> result = new CompletableFuture<>();
    if (closed || !queue.offer(new Waiting<>(item, result))) {
      throw new Overloaded(name + ": " + limits.maxWaiting() + " wait already");
    }
    try {
      return result.get(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      result.cancel(false);
      throw new Overloaded(name + ": not committed within " + wait.toMillis() + " ms");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Overloaded(name + ": interrupted");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e.getCause());
    }
  }

  /**
   * As {@link #submit}, but while the database is away or too much waits, it tries again: for who
   * has nothing better to do, and nobody behind him.
   *
   * <p>A commit whose answer was lost may have been made: the item must bear to come again.
   *
   * @param patience for how long; then the last failure is thrown
   */
  public R submitPatiently(T item, Duration patience) {
    long start = System.nanoTime();
    for (Duration pause = FIRST_PAUSE; ; pause = longer(pause)) {
      try {
        Duration left = patience.minusNanos(System.nanoTime() - start);
        return submit(item, left.compareTo(limits.maxWait()) < 0 ? left : limits.maxWait());
      } catch (RuntimeException e) {
        Duration passed = Duration.ofNanos(System.nanoTime() - start).plus(pause);
        boolean again = (e instanceof Overloaded || isOutage(e)) && !closed;
        if (!again || passed.compareTo(patience) > 0) {
          throw e;
        }
        LockSupport.parkNanos(pause.toNanos());
        if (Thread.currentThread().isInterrupted()) {
          throw e;
        }
      }
    }
  }

  private static Duration longer(Duration pause) {
    return pause.compareTo(MAX_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
  }

  /** How many wait now. */
  public int waiting() {
    return queue.size();
  }

  private void write() {
    List<Waiting<T, R>> group = new ArrayList<>(limits.maxGroup());
    while (!closed || !queue.isEmpty()) {
      try {
        Waiting<T, R> first = queue.poll(100, TimeUnit.MILLISECONDS);
        if (first == null) {
          continue;
        }
        group.add(first);
        queue.drainTo(group, limits.maxGroup() - 1);
        group.removeIf(waiting -> waiting.result().isDone());
        long nextAt = System.nanoTime() + limits.pace().toNanos();
        commit(group);
        if (group.size() > 1) {
          LockSupport.parkNanos(nextAt - System.nanoTime());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } finally {
        group.clear();
      }
    }
  }

  private void commit(List<Waiting<T, R>> group) {
    if (group.isEmpty()) {
      return;
    }
    try {
      List<R> results = commitOrRetry(group.stream().map(Waiting::item).toList());
      for (int i = 0; i < group.size(); i++) {
        group.get(i).result().complete(results.get(i));
      }
    } catch (Error e) {
      // The writer must outlive it: nobody else commits.
      LOG.error("{}: a group of {} failed", name, group.size(), e);
      group.forEach(waiting -> waiting.result().completeExceptionally(e));
    } catch (RuntimeException e) {
      if (group.size() == 1) {
        group.get(0).result().completeExceptionally(e);
      } else if (isOutage(e)) {
        group.forEach(waiting -> waiting.result().completeExceptionally(e));
      } else {
        LOG.warn(
            "{}: a group of {} failed and is taken apart: {}", name, group.size(), e.getClass());
        group.forEach(waiting -> commit(List.of(waiting)));
      }
    }
  }

  private List<R> commitOrRetry(List<T> items) {
    for (int attempt = 1; ; attempt++) {
      try {
        return commit.apply(items);
      } catch (PessimisticLockingFailureException e) {
        // A lost deadlock, or a lock that took too long: nothing was committed, nothing is wrong.
        if (attempt == MAX_TRIES) {
          throw e;
        }
      }
    }
  }

  /**
   * The database is not there: taken apart, the group would fail item by item, slowly. A commit or
   * rollback that failed itself belongs here: what it came to is not known, and tried again, an
   * item would meet its own row.
   */
  private static boolean isOutage(RuntimeException failure) {
    return failure instanceof CannotCreateTransactionException
        || failure instanceof TransactionSystemException
        || failure instanceof DataAccessResourceFailureException
        || failure instanceof QueryTimeoutException;
  }

  /** Commits what waits, then stops the writers. */
  @Override
  public void close() {
    closed = true;
    for (Thread writer : writers) {
      try {
        writer.join(Duration.ofSeconds(5).toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
