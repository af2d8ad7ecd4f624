package dev.caravan.release;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last good set, kept in one file below the data folder, so that a restart finds it whole. */
final class ReleaseStore {
  private static final Logger LOG = LoggerFactory.getLogger(ReleaseStore.class);

  private final Path file;
  private final ObjectMapper json;

  ReleaseStore(Path folder, ObjectMapper json) {
    this.file = folder.resolve("releases.json");
    this.json = json;
  }

  /**
   * What is kept of one file.
   *
   * @param live the text that runs
   * @param previous the text that undo brings back; null when there is none
   * @param pinned the version of the file's text that is left alone; empty for a file that is not
   *     there, null when nothing is pinned
   */
  record Kept(String live, String previous, String pinned) {}

  /** The files by their names; empty at the first start. */
  Map<String, Kept> load() {
    if (!Files.exists(file)) {
      return Map.of();
    }
    try {
      return json.readValue(
          file.toFile(),
          json.getTypeFactory().constructMapType(TreeMap.class, String.class, Kept.class));
    } catch (IOException e) {
      LOG.error("{} cannot be read: no last good route files are known", file, e);
      return Map.of();
    }
  }

  /** Replaces the whole, in one step. */
  void save(Map<String, Kept> files) {
    Path whole = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.createDirectories(file.getParent());
      json.writeValue(whole.toFile(), files);
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      // What runs, runs; a restart would know of an older set only.
      LOG.error("{} cannot be written: a restart will not know of this release", file, e);
    }
  }
}
