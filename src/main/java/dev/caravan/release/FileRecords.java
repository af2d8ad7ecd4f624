package dev.caravan.release;

import dev.caravan.release.FileStatus.State;
import dev.caravan.release.ReleasePlan.RunningFile;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is remembered of each file beside what runs; kept over a restart with the last good set. */
final class FileRecords {
  /** The version of a file that is not there. */
  static final String ABSENT = "";

  private static final Set<String> MISFITS = Set.of("id", "consumer", "reference", "bean");

  private final Map<String, RunningFile> running;
  private final ReleaseStore store;
  private final ReleaseMetrics metrics;
  private final Clock clock;
  private final Map<String, Entry> entries = new TreeMap<>();
  private volatile List<FileStatus> statuses = List.of();

  FileRecords(
      Map<String, RunningFile> running, ReleaseStore store, ReleaseMetrics metrics, Clock clock) {
    this.running = running;
    this.store = store;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** What is remembered of one file. */
  static final class Entry {
    /** What was seen of it when it was last handled; null when it is to be handled. */
    String handled;

    /** The text that undo brings back; null when there is none. */
    RouteFile previous;

    /** What was seen of it when an older version was chosen; null when none was. */
    String pinned;

    FileStatus status;

    boolean isPinned() {
      return pinned != null && pinned.equals(handled);
    }
  }

  /** Remembers what was kept, and returns the last good set. */
  Collection<RouteFile> load() {
    Map<String, RouteFile> lastGood = new TreeMap<>();
    store
        .load()
        .forEach(
            (name, kept) -> {
              Entry entry = of(name);
              entry.pinned = kept.pinned();
              entry.previous =
                  kept.previous() == null ? null : new RouteFile(name, kept.previous());
              lastGood.put(name, new RouteFile(name, kept.live()));
            });
    return lastGood.values();
  }

  /** Keeps what runs now as the last good set. */
  void save() {
    Map<String, ReleaseStore.Kept> kept = new TreeMap<>();
    running.forEach(
        (name, file) -> {
          Entry entry = of(name);
          kept.put(
              name,
              new ReleaseStore.Kept(
                  file.document().file().text(),
                  entry.previous == null ? null : entry.previous.text(),
                  entry.pinned));
        });
    store.save(kept);
  }

  Entry of(String name) {
    return entries.computeIfAbsent(name, any -> new Entry());
  }

  Set<String> names() {
    return new TreeSet<>(entries.keySet());
  }

  void forget(String name) {
    entries.remove(name);
    publish();
  }

  /** The text that runs; null when none does. */
  RouteFile running(String name) {
    RunningFile file = running.get(name);
    return file == null ? null : file.document().file();
  }

  boolean isRefused(String name) {
    FileStatus status = of(name).status;
    return status != null && status.state() == State.REFUSED;
  }

  /** Whether it was refused for nothing but how it fits to the others. */
  boolean isMisfit(String name) {
    return isRefused(name)
        && of(name).status.faults().stream().allMatch(fault -> MISFITS.contains(fault.rule()));
  }

  /** Whether that has been said of it already. */
  boolean isRefused(String name, Seen newest, List<Fault> faults) {
    FileStatus status = of(name).status;
    return isRefused(name)
        && status.faults().equals(faults)
        && Objects.equals(status.newest(), newest == null ? null : version(newest.file()));
  }

  FileStatus become(String name, State state, Seen newest, List<Fault> faults) {
    Entry entry = of(name);
    entry.status =
        new FileStatus(
            name,
            state,
            version(running(name)),
            newest == null ? null : version(newest.file()),
            version(entry.previous),
            clock.instant(),
            faults);
    metrics.count(state);
    publish();
    return entry.status;
  }

  /** As it was after the last change; a release that is under way keeps nobody waiting. */
  List<FileStatus> statuses() {
    return statuses;
  }

  private void publish() {
    statuses = entries.values().stream().map(each -> each.status).filter(Objects::nonNull).toList();
    metrics.files(statuses);
  }

  private static String version(RouteFile file) {
    return file == null ? null : file.version();
  }
}
