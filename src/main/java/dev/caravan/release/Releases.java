package dev.caravan.release;

import dev.caravan.release.FileRecords.Entry;
import dev.caravan.release.FileStatus.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides what to release when the folder has changed, and says what became of it. */
final class Releases {
  private static final Logger LOG = LoggerFactory.getLogger(Releases.class);

  private final Releaser releaser;
  private final FileRecords records;
  private Map<String, Seen> folder = Map.of();

  Releases(Releaser releaser, FileRecords records) {
    this.releaser = releaser;
    this.records = records;
  }

  /**
   * Loads what is in the folder; in the place of a file that does not build, the last good version
   * of it.
   *
   * @throws RouteFileException when a file has no version that builds, or a route is missing
   */
  synchronized void start(Map<String, Seen> files, Path root) {
    folder = files;
    Collection<RouteFile> lastGood = records.load();
    // All at once, if it can be: a trial for each file would take its time.
    if (!release(List.copyOf(files.keySet()), true)) {
      lookAtChanges();
    }
    boolean progress = true;
    while (progress) {
      progress = false;
      for (RouteFile file : lastGood) {
        progress |= isMissing(file.name()) && fallBack(file);
      }
      if (progress) {
        lookAgainAtRefused();
      }
    }
    List<Fault> faults = new ArrayList<>();
    files.keySet().stream()
        .filter(name -> !runs(name))
        .forEach(name -> faults.addAll(records.of(name).status.faults()));
    if (!faults.isEmpty()) {
      throw new RouteFileException(faults);
    }
    releaser.complete(root.toString());
    records.names().stream().filter(name -> !runs(name)).forEach(records::forget);
    lastGood.forEach(this::rememberWhatRanBefore);
  }

  /** Camel runs; what it runs is the last good set. */
  synchronized void started() {
    records.save();
  }

  private void rememberWhatRanBefore(RouteFile file) {
    if (runs(file.name()) && !file.equals(records.running(file.name()))) {
      records.of(file.name()).previous = file;
      FileStatus status = records.of(file.name()).status;
      records.become(file.name(), status.state(), folder.get(file.name()), status.faults());
    }
  }

  /** Releases what has changed in the folder, and what was refused and fits now. */
  synchronized void look(Map<String, Seen> files) {
    folder = files;
    lookAtChanges();
    records.save();
  }

  /**
   * Brings back the version before the one that runs, and leaves the file's present version alone
   * until it changes.
   *
   * @throws RouteFileException when that version no longer builds
   * @throws IllegalArgumentException when there is none
   */
  synchronized FileStatus undo(String name) {
    Entry entry = records.names().contains(name) ? records.of(name) : new Entry();
    RouteFile back = entry.previous;
    if (back == null) {
      throw new IllegalArgumentException("there is no earlier version of " + name);
    }
    final RouteFile running = records.running(name);
    releaser.release(releaser.plan(Map.of(name, back)));
    entry.previous = running;
    Seen newest = folder.get(name);
    boolean isNewest = newest != null && back.equals(newest.file());
    entry.pinned = isNewest ? null : entry.handled;
    LOG.warn(
        "route file {}: version {} is back by undo, until the file changes", name, back.version());
    FileStatus status =
        records.become(name, isNewest ? State.LIVE : State.PINNED, newest, List.of());
    records.save();
    return status;
  }

  /** What would be said of a file, if it were in the folder; empty when it would be released. */
  synchronized List<Fault> check(RouteFile file) {
    try {
      releaser.plan(Map.of(file.name(), file));
      return List.of();
    } catch (RouteFileException e) {
      return e.faults();
    }
  }

  List<FileStatus> files() {
    return records.statuses();
  }

  /** Whether the last good version must stand in, because the newest does not run. */
  private boolean isMissing(String name) {
    return !runs(name)
        && (folder.containsKey(name) || FileRecords.ABSENT.equals(records.of(name).pinned));
  }

  private boolean fallBack(RouteFile file) {
    Entry entry = records.of(file.name());
    try {
      releaser.release(releaser.plan(Map.of(file.name(), file)));
    } catch (RouteFileException e) {
      return false;
    }
    boolean pinned = entry.pinned != null;
    if (pinned) {
      LOG.warn("route file {}: version {} stays by undo", file.name(), file.version());
    } else {
      LOG.error(
          "route file {}: the last good version {} runs in its place", file.name(), file.version());
    }
    records.become(
        file.name(),
        pinned ? State.PINNED : State.REFUSED,
        folder.get(file.name()),
        pinned ? List.of() : entry.status.faults());
    return true;
  }

  private void lookAtChanges() {
    Set<String> names = new TreeSet<>(folder.keySet());
    names.addAll(records.names());
    List<String> changed =
        names.stream().filter(name -> !seen(name).equals(records.of(name).handled)).toList();
    boolean progress = false;
    for (List<String> group : new FileGroups(folder, releaser.running()).of(changed)) {
      // What cannot be done together may still be done in part.
      boolean together = group.size() > 1 && release(group, true);
      progress |= together;
      if (!together) {
        for (String name : group) {
          progress |= release(List.of(name), false);
        }
      }
    }
    if (progress) {
      lookAgainAtRefused();
    } else if (!changed.isEmpty()) {
      releaseRefusedTogether();
    }
  }

  /** Files that fit only to one another, such as a call and what it calls under a new name. */
  private void releaseRefusedTogether() {
    List<String> misfits = records.names().stream().filter(records::isMisfit).toList();
    if (misfits.size() > 1 && release(misfits, true)) {
      lookAgainAtRefused();
    } else {
      misfits.forEach(name -> records.of(name).handled = seen(name));
    }
  }

  /** What they need may have come. */
  private void lookAgainAtRefused() {
    records.names().stream()
        .filter(records::isRefused)
        .forEach(name -> records.of(name).handled = null);
    lookAtChanges();
  }

  /**
   * Releases files together.
   *
   * @param quietly whether a refusal is nothing yet, because each will be tried by itself
   * @return whether anything runs now that did not before
   */
  private boolean release(List<String> names, boolean quietly) {
    Map<String, RouteFile> changes = new TreeMap<>();
    for (String name : names) {
      Seen seen = folder.get(name);
      Entry entry = records.of(name);
      entry.handled = seen(name);
      if (entry.isPinned()) {
        continue;
      }
      entry.pinned = null;
      if (seen == null && !runs(name)) {
        if (records.isRefused(name)) {
          LOG.info("route file {}, which was refused, is gone", name);
        }
        records.forget(name);
      } else if (seen != null && seen.file() == null) {
        refuse(name, seen.faults());
      } else if (seen != null && seen.file().equals(records.running(name))) {
        LOG.info("route file {} is again version {}, which runs", name, seen.version());
        records.become(name, State.LIVE, seen, List.of());
      } else {
        changes.put(name, seen == null ? null : seen.file());
      }
    }
    return !changes.isEmpty() && release(changes, quietly);
  }

  private boolean release(Map<String, RouteFile> changes, boolean quietly) {
    final long from = System.nanoTime();
    ReleasePlan plan;
    try {
      plan = releaser.plan(changes);
    } catch (RouteFileException e) {
      changes
          .keySet()
          .forEach(
              name -> {
                if (quietly) {
                  records.of(name).handled = null;
                } else {
                  refuse(name, e.faults());
                }
              });
      return false;
    }
    Map<String, RouteFile> before = new TreeMap<>();
    changes.keySet().forEach(name -> before.put(name, records.running(name)));
    try {
      releaser.release(plan);
    } catch (RouteFileException e) {
      LOG.error("route files {} did not start; what ran before runs again", changes.keySet(), e);
      changes
          .keySet()
          .forEach(name -> records.become(name, State.ROLLED_BACK, folder.get(name), e.faults()));
      return false;
    }
    long millis = Duration.ofNanos(System.nanoTime() - from).toMillis();
    changes.keySet().forEach(name -> released(name, before.get(name), millis));
    plan.replaced().keySet().stream()
        .filter(name -> !changes.containsKey(name))
        .forEach(name -> LOG.info("route file {} was made anew with its template", name));
    return true;
  }

  private void released(String name, RouteFile before, long millis) {
    if (before != null) {
      records.of(name).previous = before;
    }
    Seen seen = folder.get(name);
    if (seen == null) {
      LOG.warn("route file {} is gone, and what it brought is stopped", name);
      records.become(name, State.REMOVED, null, List.of());
      return;
    }
    LOG.info(
        "route file {}: version {} runs{}, {} ms, routes {}",
        name,
        seen.file().version(),
        before == null ? "" : " in the place of " + before.version(),
        millis,
        releaser.running().get(name).installed().routes());
    records.become(name, State.LIVE, seen, List.of());
  }

  private void refuse(String name, List<Fault> faults) {
    if (records.isRefused(name, folder.get(name), faults)) {
      return;
    }
    RouteFile running = records.running(name);
    LOG.warn(
        "route file {} is refused, {}:{}",
        name,
        running == null ? "and no version of it runs" : "version " + running.version() + " goes on",
        faults.stream().map(fault -> "\n  " + fault).collect(Collectors.joining()));
    records.become(name, State.REFUSED, folder.get(name), faults);
  }

  private boolean runs(String name) {
    return records.running(name) != null;
  }

  /** What tells one text of a file from another, and from its absence. */
  private String seen(String name) {
    Seen seen = folder.get(name);
    return seen == null ? FileRecords.ABSENT : seen.version();
  }
}
