package dev.caravan.release;

import dev.caravan.release.FileStatus.State;
import dev.caravan.release.ReleasePlan.RunningFile;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What became of each file: which version runs, which was refused and why, which an operator
 * pinned. Decides what to release when the folder has changed, and keeps the last good set.
 */
final class Releases {
  private static final Logger LOG = LoggerFactory.getLogger(Releases.class);
  private static final String ABSENT = "";

  private final Releaser releaser;
  private final ReleaseStore store;
  private final ReleaseMetrics metrics;
  private final Clock clock;
  private final Map<String, Entry> entries = new TreeMap<>();
  private volatile List<FileStatus> files = List.of();

  Releases(Releaser releaser, ReleaseStore store, ReleaseMetrics metrics, Clock clock) {
    this.releaser = releaser;
    this.store = store;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** What is remembered of one file. */
  private static final class Entry {
    /** The version in the folder when it was last handled; null before the first time. */
    private String handled;

    private RouteFile previous;
    private String pinned;
    private FileStatus status;
  }

  /**
   * Loads what is in the folder; in the place of a file that does not build, the last good version
   * of it.
   *
   * @throws RouteFileException when a file has no version that builds, or a route is missing
   */
  synchronized void start(Map<String, Seen> folder, Path root) {
    Map<String, RouteFile> lastGood = remember();
    if (!release(new ArrayList<>(folder.keySet()), folder, true)) {
      look(folder);
    }
    boolean progress = true;
    while (progress) {
      progress = false;
      for (RouteFile file : lastGood.values()) {
        progress |= isMissing(file.name(), folder) && fallBack(file);
      }
      if (progress) {
        lookAgainAtRefused(folder);
      }
    }
    List<Fault> faults = new ArrayList<>();
    folder.keySet().stream()
        .filter(name -> !runs(name))
        .forEach(name -> faults.addAll(entry(name).status.faults()));
    if (!faults.isEmpty()) {
      throw new RouteFileException(faults);
    }
    releaser.complete(root.toString());
    entries.keySet().removeIf(name -> !runs(name));
    save();
  }

  /** Releases what has changed in the folder, and what was refused and fits now. */
  synchronized void look(Map<String, Seen> folder) {
    List<String> pending = pending(folder);
    boolean progress = false;
    for (List<String> group : groups(pending, folder)) {
      progress |= release(group, folder, false);
    }
    if (progress) {
      lookAgainAtRefused(folder);
    }
    if (!pending.isEmpty()) {
      save();
    }
  }

  /**
   * Brings back the version before the one that runs, and leaves the file's present version alone
   * until it changes.
   *
   * @throws RouteFileException when that version no longer builds
   * @throws IllegalArgumentException when there is none
   */
  synchronized FileStatus undo(String name) {
    Entry entry = entries.get(name);
    if (entry == null || entry.previous == null) {
      throw new IllegalArgumentException("there is no earlier version of " + name);
    }
    RouteFile running = text(name);
    RouteFile back = entry.previous;
    releaser.release(releaser.plan(Map.of(name, back)));
    entry.previous = running;
    boolean newest = back.version().equals(entry.handled);
    entry.pinned = newest ? null : entry.handled;
    LOG.warn(
        "route file {}: version {} is back and stays until the file changes", name, back.version());
    become(name, newest ? State.LIVE : State.PINNED, List.of());
    save();
    return entry.status;
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

  /** As it was after the last change; a release that is under way keeps nobody waiting. */
  List<FileStatus> files() {
    return files;
  }

  private Map<String, RouteFile> remember() {
    Map<String, RouteFile> lastGood = new TreeMap<>();
    store
        .load()
        .forEach(
            (name, kept) -> {
              Entry entry = entry(name);
              entry.pinned = kept.pinned();
              entry.previous =
                  kept.previous() == null ? null : new RouteFile(name, kept.previous());
              lastGood.put(name, new RouteFile(name, kept.live()));
            });
    return lastGood;
  }

  /** Whether the last good version must stand in, because the newest does not run. */
  private boolean isMissing(String name, Map<String, Seen> folder) {
    return !runs(name) && (folder.containsKey(name) || ABSENT.equals(entry(name).pinned));
  }

  private boolean fallBack(RouteFile file) {
    Entry entry = entry(file.name());
    try {
      releaser.release(releaser.plan(Map.of(file.name(), file)));
    } catch (RouteFileException e) {
      return false;
    }
    if (entry.pinned == null) {
      LOG.error(
          "route file {}: the last good version {} runs in its place", file.name(), file.version());
      become(file.name(), State.REFUSED, entry.status.faults());
    } else {
      become(file.name(), State.PINNED, List.of());
    }
    return true;
  }

  private void lookAgainAtRefused(Map<String, Seen> folder) {
    for (Map.Entry<String, Entry> file : entries.entrySet()) {
      FileStatus status = file.getValue().status;
      if (status != null && status.state() == State.REFUSED) {
        file.getValue().handled = null;
      }
    }
    look(folder);
  }

  private List<String> pending(Map<String, Seen> folder) {
    TreeSet<String> names = new TreeSet<>(folder.keySet());
    names.addAll(entries.keySet());
    return names.stream()
        .filter(name -> !version(folder.get(name)).equals(entry(name).handled))
        .toList();
  }

  /** One release for each file, but one for files between which a route moves. */
  private List<List<String>> groups(List<String> names, Map<String, Seen> folder) {
    List<List<String>> groups = new ArrayList<>();
    for (String name : names) {
      groups.stream()
          .filter(group -> group.stream().anyMatch(other -> exchange(name, other, folder)))
          .findFirst()
          .orElseGet(
              () -> {
                groups.add(new ArrayList<>());
                return groups.get(groups.size() - 1);
              })
          .add(name);
    }
    return groups;
  }

  /** Whether a route that runs from one of the two files is in the other file now. */
  private boolean exchange(String one, String other, Map<String, Seen> folder) {
    return moves(one, folder.get(other)) || moves(other, folder.get(one));
  }

  private boolean moves(String from, Seen to) {
    RunningFile file = releaser.running().get(from);
    if (file == null || to == null || to.file() == null) {
      return false;
    }
    try {
      Set<String> there = StructureRules.routeIds(RouteDocument.parse(to.file()));
      return StructureRules.routeIds(file.document()).stream().anyMatch(there::contains);
    } catch (RouteFileException e) {
      return false;
    }
  }

  /**
   * Releases files together.
   *
   * @param quietly whether a refusal is nothing yet, because each will be tried by itself
   * @return whether anything runs now that did not before
   */
  private boolean release(List<String> names, Map<String, Seen> folder, boolean quietly) {
    Map<String, RouteFile> changes = new TreeMap<>();
    for (String name : names) {
      Seen seen = folder.get(name);
      Entry entry = entry(name);
      entry.handled = version(seen);
      if (entry.handled.equals(entry.pinned)) {
        continue;
      }
      entry.pinned = null;
      if (seen == null && !runs(name)) {
        entries.remove(name);
      } else if (seen != null && seen.file() == null) {
        refuse(name, seen.faults());
      } else if (seen != null && seen.file().equals(text(name))) {
        become(name, State.LIVE, List.of());
      } else {
        changes.put(name, seen == null ? null : seen.file());
      }
    }
    return !changes.isEmpty() && releaseChanges(changes, quietly);
  }

  private boolean releaseChanges(Map<String, RouteFile> changes, boolean quietly) {
    long from = System.nanoTime();
    ReleasePlan plan;
    try {
      plan = releaser.plan(changes);
    } catch (RouteFileException e) {
      if (quietly) {
        changes.keySet().forEach(name -> entry(name).handled = null);
      } else {
        changes.keySet().forEach(name -> refuse(name, e.faults()));
      }
      return false;
    }
    Map<String, RouteFile> before = new TreeMap<>();
    changes.keySet().forEach(name -> before.put(name, text(name)));
    try {
      releaser.release(plan);
    } catch (RouteFileException e) {
      LOG.error("a release failed and was rolled back", e);
      changes.keySet().forEach(name -> become(name, State.ROLLED_BACK, e.faults()));
      return false;
    }
    long millis = Duration.ofNanos(System.nanoTime() - from).toMillis();
    changes.forEach((name, file) -> released(name, before.get(name), file, plan, millis));
    return true;
  }

  private void released(
      String name, RouteFile before, RouteFile file, ReleasePlan plan, long millis) {
    if (before != null) {
      entry(name).previous = before;
    }
    if (file == null) {
      LOG.warn("route file {} is gone, and what it brought is stopped", name);
      become(name, State.REMOVED, List.of());
      return;
    }
    LOG.info(
        "route file {}: version {} runs{}, {} ms, routes {}",
        name,
        file.version(),
        before == null ? "" : " in the place of " + before.version(),
        millis,
        releaser.running().get(name).installed().routes());
    plan.replaced().keySet().stream()
        .filter(other -> !other.equals(name))
        .forEach(other -> LOG.info("route file {} was released with {}", other, name));
    become(name, State.LIVE, List.of());
  }

  private void refuse(String name, List<Fault> faults) {
    FileStatus last = entry(name).status;
    if (last != null && last.state() == State.REFUSED && last.faults().equals(faults)) {
      return;
    }
    RouteFile running = text(name);
    LOG.warn(
        "route file {} is refused, {}:{}",
        name,
        running == null ? "and no version of it runs" : "version " + running.version() + " goes on",
        faults.stream().map(fault -> "\n  " + fault).collect(Collectors.joining()));
    become(name, State.REFUSED, faults);
  }

  private void become(String name, State state, List<Fault> faults) {
    Entry entry = entry(name);
    RouteFile running = text(name);
    entry.status =
        new FileStatus(
            name,
            state,
            running == null ? null : running.version(),
            ABSENT.equals(entry.handled) ? null : entry.handled,
            entry.previous == null ? null : entry.previous.version(),
            clock.instant(),
            faults);
    files = entries.values().stream().map(each -> each.status).filter(Objects::nonNull).toList();
    metrics.count(state);
    metrics.files(files);
  }

  private void save() {
    Map<String, ReleaseStore.Kept> kept = new TreeMap<>();
    releaser
        .running()
        .forEach(
            (name, file) -> {
              RouteFile previous = entry(name).previous;
              kept.put(
                  name,
                  new ReleaseStore.Kept(
                      file.document().file().text(),
                      previous == null ? null : previous.text(),
                      entry(name).pinned));
            });
    store.save(kept);
  }

  private Entry entry(String name) {
    return entries.computeIfAbsent(name, any -> new Entry());
  }

  private boolean runs(String name) {
    return releaser.running().containsKey(name);
  }

  private RouteFile text(String name) {
    RunningFile file = releaser.running().get(name);
    return file == null ? null : file.document().file();
  }

  private static String version(Seen seen) {
    return seen == null ? ABSENT : seen.version();
  }
}
