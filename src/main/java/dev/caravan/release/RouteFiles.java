package dev.caravan.release;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Loads the files of the routes folder when the service starts, all of them or it does not start,
 * and releases each change while it runs.
 */
@Component
class RouteFiles implements CamelContextConfiguration {
  private static final Logger LOG = LoggerFactory.getLogger(RouteFiles.class);

  private final RoutesFolder folder;
  private final FolderWatch watch;
  private final ReleaseProperties release;
  private final RouteBeans beans;
  private final BeanWork work;
  private final ReleaseStore store;
  private final ReleaseMetrics metrics;
  private final ApplicationContext application;
  private final Clock clock;
  private final Thread thread = new Thread(this::watch, "route-files");
  private Releases releases;
  private final CountDownLatch stopping = new CountDownLatch(1);

  RouteFiles(
      @Value("${caravan.routes-dir}") Path routesDir,
      @Value("${caravan.data-dir}") Path dataDir,
      ReleaseProperties release,
      RouteBeans beans,
      BeanWork work,
      ObjectMapper json,
      MeterRegistry meters,
      ApplicationContext application,
      Clock clock) {
    this.folder = new RoutesFolder(routesDir, release.maxFileSize().toBytes());
    this.watch = new FolderWatch(folder, release.settleTime().toNanos(), System::nanoTime);
    this.release = release;
    this.beans = beans;
    this.work = work;
    this.store = new ReleaseStore(dataDir, json);
    this.metrics = new ReleaseMetrics(meters);
    this.application = application;
    this.clock = clock;
  }

  Releases releases() {
    return releases;
  }

  /** The most that a file may have, in bytes. */
  long maxFileSize() {
    return release.maxFileSize().toBytes();
  }

  @Override
  public void beforeApplicationStart(CamelContext camel) {
    ModelCamelContext model = (ModelCamelContext) camel;
    Trial.addComponents(model, application);
    LiveRoutes live = new LiveRoutes(model, release.drainTimeout());
    Checks checks = new Checks(model, live, new Trial(application), beans, release);
    Releaser releaser = new Releaser(checks, live, work);
    releases = new Releases(releaser, new FileRecords(releaser.running(), store, metrics, clock));
    try {
      watch.readAll();
    } catch (IOException e) {
      throw new RouteFileException(
          List.of(new Fault(folder.root().toString(), 0, "folder", "cannot be read: " + e)), e);
    }
    releases.start(watch.settled(), folder.root());
  }

  @Override
  public void afterApplicationStart(CamelContext camel) {
    releases.started();
  }

  @EventListener
  void start(ApplicationReadyEvent ready) {
    thread.setDaemon(true);
    thread.start();
  }

  /** A release that is under way ends first: Camel must not stop in the middle of it. */
  @EventListener
  void stop(ContextClosedEvent closed) {
    stopping.countDown();
    try {
      thread.join(release.drainTimeout().toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch() {
    try {
      while (!stopping.await(release.pollInterval().toMillis(), TimeUnit.MILLISECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      if (watch.look()) {
        releases.look(watch.settled());
      }
    } catch (RuntimeException | Error e) {
      // Nobody else looks at the folder.
      LOG.error("route files: {}", e.toString(), e);
    }
  }
}
