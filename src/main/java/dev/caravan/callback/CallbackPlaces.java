package dev.caravan.callback;

import dev.caravan.message.CallbackClaims.ClaimedCallback;
import dev.caravan.message.PromptCallbacks;
import dev.caravan.message.Roles;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * The places for callbacks that are made at once. One host gets half of them at the most: who hangs
 * must not send everybody else to the queue.
 */
@Component
class CallbackPlaces implements PromptCallbacks, DisposableBean {
  private static final Logger LOG = LoggerFactory.getLogger(CallbackPlaces.class);

  private final CallbackProperties callbacks;
  private final boolean open;
  private final ProducerTemplate camel;
  private final Semaphore free;
  private final Map<String, Integer> takenByHost = new ConcurrentHashMap<>();
  private final AtomicInteger number = new AtomicInteger();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> new Thread(work, "callback-" + number.incrementAndGet()));
  private volatile boolean closed;

  CallbackPlaces(CallbackProperties callbacks, Roles roles, ProducerTemplate camel) {
    this.callbacks = callbacks;
    this.open = roles.has(Roles.CALLBACK);
    this.camel = camel;
    this.free = new Semaphore(callbacks.atOnce());
  }

  @Override
  public Optional<Place> place(String url) {
    if (!open || closed || !free.tryAcquire()) {
      return Optional.empty();
    }
    String host = URI.create(url).getAuthority();
    int taken = takenByHost.merge(host, 1, Integer::sum);
    Place place = new HostPlace(host);
    if (taken > Math.max(1, callbacks.atOnce() / 2)) {
      place.giveUp();
      return Optional.empty();
    }
    return Optional.of(place);
  }

  private final class HostPlace implements Place {
    private final String host;

    HostPlace(String host) {
      this.host = host;
    }

    @Override
    public Duration hold() {
      return CallbackWorker.hold(callbacks);
    }

    @Override
    public void make(ClaimedCallback callback) {
      boolean begun = false;
      try {
        threads.execute(
            () -> {
              try {
                camel.sendBody(CallbackRoutes.AT_ONCE, callback);
              } catch (RuntimeException e) {
                LOG.warn("callback {} comes up again: {}", callback.uid(), e.toString());
              } finally {
                giveUp();
              }
            });
        begun = true;
      } catch (RejectedExecutionException e) {
        LOG.debug("stopping: the claim of callback {} ends by itself", callback.uid());
      } finally {
        if (!begun) {
          giveUp();
        }
      }
    }

    @Override
    public void giveUp() {
      takenByHost.computeIfPresent(host, (name, taken) -> taken == 1 ? null : taken - 1);
      free.release();
    }
  }

  /** From now on the queue has them; what is under way is waited for by Camel. */
  @EventListener
  void close(ContextClosedEvent event) {
    closed = true;
  }

  @Override
  public void destroy() {
    threads.shutdown();
  }
}
