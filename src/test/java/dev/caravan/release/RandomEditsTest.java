package dev.caravan.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.Route;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever is done to the folder, what runs is the last good version of every file in it. Beside
 * the folder goes a model that knows what each file says and whether that is good; each file has
 * ids of its own, so that none needs another.
 */
class RandomEditsTest {
  private static final int LOOKS = 60;
  private static final List<String> NAMES = List.of("a", "b", "c", "d");

  @TempDir private Path folder;
  @TempDir private Path data;
  private final Map<String, File> files = new TreeMap<>();
  private final Map<String, String> lastGood = new TreeMap<>();

  /**
   * A file as it lies there.
   *
   * @param word what its route answers; null when it is broken
   */
  private record File(String path, String word) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void leaveTheLastGoodVersionOfEveryFile(long seed) {
    Random random = new Random(seed);
    Workbench.write(folder, "needed.camel.yaml", Yaml.route("needed", "here"));
    Workbench bench = new Workbench(folder, data).start();
    try {
      for (int look = 0; look < LOOKS; look++) {
        Map<String, File> before = new HashMap<>(files);
        StringBuilder what = new StringBuilder("seed " + seed + ", look " + look + ":");
        for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
          what.append(' ').append(edit(bench, random, look * 3 + edits));
        }
        bench.look();
        NAMES.forEach(name -> remember(name, before.get(name)));
        boolean allRun = lastGood.keySet().equals(files.keySet());
        if (allRun && random.nextInt(10) == 0) {
          bench = bench.restarted().start();
          what.append(" restart");
        }
        assertThat(running(bench)).as(what.toString()).isEqualTo(lastGood);
      }
    } finally {
      bench.close();
    }
  }

  private void remember(String name, File before) {
    File now = files.get(name);
    if (now != null && now.word() != null) {
      lastGood.put(name, now.word());
    } else if (now == null || before == null || !before.path().equals(now.path())) {
      lastGood.remove(name);
    }
  }

  private String edit(Workbench bench, Random random, int number) {
    String name = NAMES.get(random.nextInt(NAMES.size()));
    File file = files.getOrDefault(name, new File(name + ".camel.yaml", null));
    String word = name + "-" + number;
    String good = Yaml.route(name, word);
    return switch (random.nextInt(6)) {
      case 0, 1 -> write(bench, name, new File(file.path(), word), good);
      case 2 -> write(bench, name, new File(file.path(), null), good.replace("setBody", "setBdy"));
      case 3 ->
          write(bench, name, new File(file.path(), null), good.substring(0, good.indexOf("steps")));
      case 4 -> rename(bench, name);
      default -> delete(bench, name);
    };
  }

  private String write(Workbench bench, String name, File file, String text) {
    bench.write(file.path(), text);
    files.put(name, file);
    return file.toString();
  }

  private String rename(Workbench bench, String name) {
    File file = files.get(name);
    if (file == null) {
      return "";
    }
    File renamed =
        new File(
            file.path().startsWith("sub/") ? name + ".camel.yaml" : "sub/" + file.path(),
            file.word());
    try {
      Files.createDirectories(bench.folder.resolve("sub"));
      Files.move(bench.folder.resolve(file.path()), bench.folder.resolve(renamed.path()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    files.put(name, renamed);
    return "renamed to " + renamed.path();
  }

  private String delete(Workbench bench, String name) {
    File file = files.remove(name);
    if (file == null) {
      return "";
    }
    bench.delete(file.path());
    return "deleted " + file.path();
  }

  private static Map<String, String> running(Workbench bench) {
    return bench.camel.getRoutes().stream()
        .map(Route::getRouteId)
        .filter(NAMES::contains)
        .collect(Collectors.toMap(id -> id, bench::ask, (one, other) -> one, TreeMap::new));
  }
}
