package dev.caravan.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderWatchTest {
  private static final Duration SETTLE = Duration.ofMillis(200);

  @TempDir private Path root;
  private final AtomicLong now = new AtomicLong();
  private FolderWatch watch;
  private Path file;

  @BeforeEach
  void start() throws IOException {
    file = Files.writeString(root.resolve("a.camel.yaml"), "one");
    watch = new FolderWatch(new RoutesFolder(root, 100), SETTLE.toNanos(), now::get);
    watch.readAll();
  }

  @Test
  void waitsUntilAFileIsLeftAlone() throws Exception {
    for (int i = 0; i < 5; i++) {
      Files.writeString(file, "more and more".substring(i));
      assertThat(watch.look()).isFalse();
      now.addAndGet(SETTLE.toNanos() / 2);
      assertThat(watch.look()).isFalse();
    }

    now.addAndGet(SETTLE.toNanos() / 2);

    assertThat(watch.look()).isTrue();
    assertThat(watch.settled().get("a.camel.yaml").file().text()).isEqualTo(" and more");
    assertThat(watch.look()).isFalse();
  }

  @Test
  void takesAFileThatIsAwayForAMomentForAnEdit() throws Exception {
    Files.delete(file);
    assertThat(watch.look()).isFalse();
    Files.writeString(file, "again");
    assertThat(watch.look()).isFalse();
    now.addAndGet(SETTLE.toNanos());

    assertThat(watch.look()).isTrue();
    assertThat(watch.settled()).containsOnlyKeys("a.camel.yaml");
  }

  @Test
  void seesThatAFileIsGone() throws Exception {
    Files.writeString(root.resolve("b.camel.yaml"), "two");
    settle();

    Files.delete(file);
    settle();

    assertThat(watch.settled()).containsOnlyKeys("b.camel.yaml");
  }

  @Test
  void seesNoChangeInAFileThatWasOnlyTouched() throws Exception {
    Files.writeString(file, "one");

    assertThat(settle()).isFalse();
  }

  @Test
  void seesAnEditOfTheSameLengthAndTime() throws Exception {
    var time = Files.getLastModifiedTime(file);
    Object changed = Files.getAttribute(file, "unix:ctime");
    // The kernel's clock for files ticks every few milliseconds.
    await()
        .until(
            () -> {
              Files.writeString(file, "two");
              Files.setLastModifiedTime(file, time);
              return !Files.getAttribute(file, "unix:ctime").equals(changed);
            });

    assertThat(settle()).isTrue();
  }

  @Test
  void changesNothingWhenTheFolderIsEmptyOrGone() throws Exception {
    Files.delete(file);
    assertThat(settle()).isFalse();
    assertThat(watch.settled()).containsOnlyKeys("a.camel.yaml");

    Files.delete(root);
    assertThat(settle()).isFalse();
    assertThat(watch.settled()).containsOnlyKeys("a.camel.yaml");

    Files.createDirectory(root);
    Files.writeString(file, "back");
    assertThat(settle()).isTrue();
    assertThat(watch.settled().get("a.camel.yaml").file().text()).isEqualTo("back");
  }

  @Test
  void leavesOutWhatEditorsAndVolumesKeep() throws Exception {
    Files.writeString(root.resolve(".a.camel.yaml"), "x");
    Files.writeString(root.resolve("a.camel.yaml~"), "x");
    Files.writeString(root.resolve("a.camel.yaml.swp"), "x");
    Files.createDirectory(root.resolve("..data"));
    Files.writeString(root.resolve("..data/b.camel.yaml"), "x");
    Files.createSymbolicLink(root.resolve("b.camel.yaml"), root.resolve("..data/b.camel.yaml"));
    settle();

    assertThat(watch.settled()).containsOnlyKeys("a.camel.yaml", "b.camel.yaml");
  }

  @Test
  void refusesAFileThatAnybodyMayWrite() throws Exception {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    settle();
    assertFault("writable", "chmod o-w");

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    settle();
    assertThat(watch.settled().get("a.camel.yaml").faults()).isEmpty();
  }

  @Test
  void refusesAFileInAFolderThatAnybodyMayWrite() throws Exception {
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.writeString(file, "two");
    settle();

    assertFault("writable", root.toString());

    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
    settle();
    assertThat(watch.settled().get("a.camel.yaml").faults()).isEmpty();
  }

  @Test
  void refusesWhatIsTooLongOrNoText() throws Exception {
    Files.writeString(file, "x".repeat(101));
    settle();
    assertFault("size", "100 bytes");

    Files.write(file, new byte[] {(byte) 0xff});
    settle();
    assertFault("yaml", "UTF-8");
  }

  @Test
  void readsTheOtherFilesWhenOneCannotBeRead() throws Exception {
    Files.createSymbolicLink(root.resolve("b.camel.yaml"), root.resolve("nowhere"));
    Files.createSymbolicLink(root.resolve("loop"), root);
    Files.writeString(root.resolve("c.camel.yaml"), "three");
    settle();

    assertThat(watch.settled()).containsOnlyKeys("a.camel.yaml", "c.camel.yaml");
  }

  @Test
  void saysWhenThereIsNoFolder() {
    FolderWatch nowhere = new FolderWatch(new RoutesFolder(root.resolve("no"), 100), 0, now::get);

    assertThatThrownBy(nowhere::readAll).isInstanceOf(IOException.class);
  }

  private boolean settle() {
    boolean changed = watch.look();
    now.addAndGet(SETTLE.toNanos());
    return changed | watch.look();
  }

  private void assertFault(String rule, String text) {
    assertThat(watch.settled().get("a.camel.yaml").faults())
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.rule()).isEqualTo(rule);
              assertThat(fault.text()).contains(text);
            });
  }
}
