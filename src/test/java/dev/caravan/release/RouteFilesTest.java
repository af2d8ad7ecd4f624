package dev.caravan.release;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

import dev.caravan.channel.ProviderInstaller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteFilesTest {
  @TempDir private Path folder;

  @Test
  void refusesAFileThatAnybodyMayWrite() throws IOException {
    Path file = write("- route: {}");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

    assertThatThrownBy(this::load)
        .isInstanceOf(RouteFileException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("chmod o-w");
  }

  @Test
  void namesTheFileAndTheFaultOfWhatCannotBeLoaded() throws IOException {
    Path file =
        write(
            "- route:\n    id: x\n    from:\n      uri: direct:x\n      steps:\n        - frobnicate: {}\n");

    assertThatThrownBy(this::load)
        .isInstanceOf(RouteFileException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("frobnicate");
  }

  @Test
  void saysWhenThereIsNoFolder() {
    assertThatThrownBy(() -> load(folder.resolve("nowhere")))
        .isInstanceOf(RouteFileException.class)
        .hasMessageContaining("nowhere");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("test.camel.yaml"), text);
  }

  private void load() {
    load(folder);
  }

  private static void load(Path folder) {
    new RouteFiles(folder, mock(ProviderInstaller.class))
        .beforeApplicationStart(new DefaultCamelContext());
  }
}
