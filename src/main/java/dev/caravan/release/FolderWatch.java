package dev.caravan.release;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the folder again and again, and says what is in it once it has been left alone. By
 * looking, not by the kernel's notices: those do not come from mounted volumes.
 */
final class FolderWatch {
  private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);

  private final RoutesFolder folder;
  private final long settleNanos;
  private final LongSupplier nanoTime;
  private final Map<String, Look> looks = new HashMap<>();
  private final Map<String, Seen> settled = new TreeMap<>();
  private boolean readable = true;

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  FolderWatch(RoutesFolder folder, long settleNanos, LongSupplier nanoTime) {
    this.folder = folder;
    this.settleNanos = settleNanos;
    this.nanoTime = nanoTime;
  }

  private record Look(Object stamp, long since, boolean settled) {}

  /**
   * Takes a look.
   *
   * @return whether anything has settled that was different before
   */
  boolean look() {
    try {
      Map<String, Object> stamps = folder.stamps();
      if (stamps.isEmpty()) {
        throw new IOException("no route file is in it");
      }
      boolean changed = look(stamps, nanoTime.getAsLong());
      if (!readable) {
        LOG.info("the routes folder {} can be read again", folder.root());
        readable = true;
      }
      return changed;
    } catch (IOException e) {
      if (readable) {
        // A volume that went away is not the wish to stop everything.
        LOG.error(
            "the routes folder {} cannot be read, nothing changes: {}",
            folder.root(),
            e.toString());
        readable = false;
      }
      return false;
    }
  }

  /** The files as they were when they were last left alone. */
  Map<String, Seen> settled() {
    return new TreeMap<>(settled);
  }

  private boolean look(Map<String, Object> stamps, long now) throws IOException {
    boolean changed = false;
    TreeSet<String> names = new TreeSet<>(stamps.keySet());
    names.addAll(looks.keySet());
    for (String name : names) {
      Object stamp = stamps.get(name);
      Look last = looks.get(name);
      if (last == null || !Objects.equals(last.stamp(), stamp)) {
        looks.put(name, new Look(stamp, now, false));
      } else if (!last.settled() && now - last.since() >= settleNanos) {
        changed |= settle(name, stamp);
      }
    }
    return changed;
  }

  private boolean settle(String name, Object stamp) throws IOException {
    if (stamp == null) {
      looks.remove(name);
      return settled.remove(name) != null;
    }
    Seen seen;
    try {
      seen = Seen.of(folder.read(name));
    } catch (RouteFileException e) {
      seen = new Seen(null, e.faults());
    } catch (IOException e) {
      String text = "cannot be read, let the service's user read it: " + e;
      seen = new Seen(null, List.of(new Fault(name, 0, "folder", text)));
    }
    if (!Objects.equals(folder.stamps().get(name), stamp)) {
      // Written while it was read; it has not been left alone after all.
      return false;
    }
    looks.put(name, new Look(stamp, 0, true));
    return !seen.equals(settled.put(name, seen));
  }

  /** Takes the folder as it is, for the start. */
  void readAll() throws IOException {
    for (Map.Entry<String, Object> file : folder.stamps().entrySet()) {
      settle(file.getKey(), file.getValue());
    }
  }
}
