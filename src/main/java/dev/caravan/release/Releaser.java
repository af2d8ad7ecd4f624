package dev.caravan.release;

import dev.caravan.release.ReleasePlan.Checked;
import dev.caravan.release.ReleasePlan.RunningFile;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the running routes to what the files say, or leaves them as they are. One release at a
 * time; each is checked whole before anything moves, and undone whole when it does not start.
 */
final class Releaser {
  private static final Logger LOG = LoggerFactory.getLogger(Releaser.class);

  private final Checks checks;
  private final LiveRoutes live;
  private final BeanWork work;
  private final Map<String, RunningFile> running = new TreeMap<>();

  Releaser(Checks checks, LiveRoutes live, BeanWork work) {
    this.checks = checks;
    this.live = live;
    this.work = work;
  }

  /** The files that run, by name. */
  Map<String, RunningFile> running() {
    return running;
  }

  /**
   * Checks that no route is missing that another calls.
   *
   * @throws RouteFileException naming it, and the folder
   */
  void complete(String folder) {
    checks.complete(folder);
  }

  /** Checks files that change together, and changes nothing. */
  ReleasePlan plan(Map<String, RouteFile> changes) {
    return checks.plan(changes, running);
  }

  /**
   * Makes a plan true.
   *
   * @throws RouteFileException when it does not start; what ran before runs again
   */
  void release(ReleasePlan plan) {
    Map<String, Object> before = new TreeMap<>();
    running.values().forEach(file -> before.putAll(file.beans()));
    work.changed(plan.beans());
    Collection<RunningFile> old = plan.replaced().values();
    live.remove(old.stream().map(RunningFile::installed).toList());
    Map<String, RunningFile> added = new LinkedHashMap<>();
    try {
      plan.added().forEach(file -> added.put(file.document().file().name(), add(file)));
    } catch (RouteFileException e) {
      live.remove(added.values().stream().map(RunningFile::installed).toList());
      work.changed(before);
      putBack(plan.replaced());
      throw e;
    }
    plan.replaced().keySet().forEach(running::remove);
    running.putAll(added);
  }

  private RunningFile add(Checked file) {
    return new RunningFile(
        file.document(), file.beans(), live.add(file.document(), work.routes(file.beans())));
  }

  private void putBack(Map<String, RunningFile> files) {
    files.values().stream()
        .sorted(Comparator.comparing(RunningFile::document, RouteDocument.TEMPLATES_FIRST))
        .map(file -> new Checked(file.document(), file.beans()))
        .forEach(
            file -> {
              String name = file.document().file().name();
              try {
                running.put(name, add(file));
              } catch (RouteFileException e) {
                running.remove(name);
                LOG.error("{} cannot be put back either: none of its routes run", name, e);
              }
            });
  }
}
