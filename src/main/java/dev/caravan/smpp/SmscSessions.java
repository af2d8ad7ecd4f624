package dev.caravan.smpp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.camel.component.smpp.SmppConfiguration;

/**
 * The sessions of one account at an SMSC, kept bound in the background from start to stop, and who
 * may send over them when. Thread-safe.
 */
final class SmscSessions {
  private static final long CHECK_MILLIS = 1000;

  private final SmscLimits limits;
  private final SubmitRate rate;
  private final List<SmscLink> links;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition freed = lock.newCondition();
  private final Condition changed = lock.newCondition();
  private final List<SmscSession> bound = new ArrayList<>();
  private volatile boolean ending;

  SmscSessions(
      String name,
      SmppConfiguration smpp,
      Supplier<Optional<ReceiverRoute>> receiver,
      SmscLimits limits) {
    this.limits = limits;
    rate = new SubmitRate(limits.rate(), System::nanoTime);
    links =
        IntStream.rangeClosed(1, limits.sessions())
            .mapToObj(number -> new SmscLink(name + "#" + number, smpp, receiver.get(), this))
            .toList();
  }

  void start() {
    links.forEach(SmscLink::start);
  }

  /** Unbinds what is bound, and returns within seconds. */
  void stop() throws InterruptedException {
    ending = true;
    wake();
    links.forEach(SmscLink::stop);
    for (SmscLink link : links) {
      link.join();
    }
  }

  /**
   * A place in the window of the session that is least busy, when the rate allows it. Whoever gets
   * one gives it back with {@link #release}.
   *
   * @throws NotSentException when no session is bound, or none has its turn within the patience
   */
  SmscSession take() throws NotSentException {
    long deadline = System.nanoTime() + limits.patience().toNanos();
    try {
      // The place comes first: moments that were taken and not used would be a burst later.
      SmscSession session = place(deadline);
      try {
        awaitTurn(deadline);
      } catch (NotSentException | InterruptedException e) {
        release(session);
        throw e;
      }
      return session;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotSentException("the wait was interrupted");
    }
  }

  void release(SmscSession session) {
    lock.lock();
    try {
      session.inFlight--;
      freed.signal();
      if (session.isRefused()) {
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The SMSC refused a part because it gets too much. */
  void throttled() {
    rate.throttled();
  }

  int bound() {
    lock.lock();
    try {
      return (int) bound.stream().filter(SmscSession::isUp).count();
    } finally {
      lock.unlock();
    }
  }

  /** Parts per second that may be sent now, 0 for no limit. */
  double currentRate() {
    return rate.current();
  }

  boolean isEnding() {
    return ending;
  }

  /** Wakes whoever waits for a session to come, to go or to end. */
  void wake() {
    lock.lock();
    try {
      changed.signalAll();
      freed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The SMSC takes a session for none: it is to be bound again. */
  void refused(SmscSession session) {
    session.refuse();
    wake();
  }

  /** Lets others use the session, and returns when it is lost, refused, or everything ends. */
  void holdWhileUp(SmscSession session) {
    lock.lock();
    try {
      bound.add(session);
      freed.signalAll();
      while (!ending && session.isOpen() && !(session.isRefused() && session.inFlight == 0)) {
        changed.await(CHECK_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      bound.remove(session);
      lock.unlock();
    }
  }

  /** Waits that long, or until everything ends. */
  void pause(long millis) {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(millis);
      while (!ending && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private SmscSession place(long deadline) throws NotSentException, InterruptedException {
    lock.lock();
    try {
      long left = deadline - System.nanoTime();
      while (true) {
        List<SmscSession> up = bound.stream().filter(SmscSession::isUp).toList();
        if (ending || up.isEmpty()) {
          throw new NotSentException("no SMPP session is bound");
        }
        SmscSession session = Collections.min(up, Comparator.comparing(each -> each.inFlight));
        if (session.inFlight < limits.window()) {
          session.inFlight++;
          // To the end of the list, so that sessions that are equally busy take turns.
          bound.remove(session);
          bound.add(session);
          return session;
        }
        if (left <= 0) {
          throw new NoRoomException("every SMPP session's window stayed full");
        }
        left = freed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private void awaitTurn(long deadline) throws NotSentException, InterruptedException {
    long patience = Math.max(0, deadline - System.nanoTime());
    OptionalLong wait = rate.reserve(patience);
    lock.lock();
    try {
      // Who gets no moment waits all the same: sent away at once, it would be back at once.
      for (long left = wait.orElse(patience); left > 0; left = changed.awaitNanos(left)) {
        if (ending) {
          throw new NotSentException("the SMPP sessions end");
        }
      }
    } finally {
      lock.unlock();
    }
    if (wait.isEmpty()) {
      throw new NoRoomException("the SMSC's rate leaves no room");
    }
  }
}
