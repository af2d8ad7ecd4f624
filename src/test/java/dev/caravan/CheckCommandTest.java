package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code java -jar caravan.jar check}: what a user's pipeline runs. */
class CheckCommandTest {
  @TempDir private Path folder;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @Test
  void takesTheFilesOfThisProject() throws Exception {
    assertThat(run("check", "routes")).isZero();
    assertThat(text()).isEqualTo("5 route files checked, good\n");
  }

  @Test
  void saysWhatTheServiceWouldSay() throws Exception {
    Files.copy(Path.of("routes/route-message.camel.yaml"), folder.resolve("a.camel.yaml"));
    Files.writeString(folder.resolve("b.camel.yaml"), "- route: {id: b, frob: 1}\n");
    Files.writeString(folder.resolve("c.camel.yaml"), "- from: {}\n");

    assertThat(run("check", folder.toString())).isEqualTo(1);

    assertThat(text())
        .contains("b.camel.yaml:1: give it `description:` [structure]")
        .contains("c.camel.yaml:1: an item at the top must be one of")
        .endsWith("3 route files checked, refused\n");
  }

  @Test
  void missesARouteThatTheServiceCalls() throws Exception {
    Files.copy(
        Path.of("routes/providers/httpbin.camel.yaml"), folder.resolve("httpbin.camel.yaml"));

    assertThat(run("check", folder.toString())).isEqualTo(1);

    assertThat(text())
        .contains("direct:route-message is called by route accept-message, and no route");
  }

  @Test
  void refusesAFolderWithoutFilesAndOneThatIsNotThere() throws Exception {
    assertThat(run("check", folder.toString())).isEqualTo(1);
    assertThat(run("check", folder.resolve("no").toString())).isEqualTo(1);
    assertThat(text()).contains("no *.camel.yaml is in it").contains("cannot be read");
  }

  @Test
  void saysHowItIsUsed() throws Exception {
    assertThat(run("check")).isEqualTo(2);
    assertThat(text()).startsWith("use: java -jar caravan.jar check");
  }

  private int run(String... arguments) throws Exception {
    PrintStream out = System.out;
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      return CheckCommand.run(arguments);
    } finally {
      System.setOut(out);
    }
  }

  private String text() {
    return said.toString(StandardCharsets.UTF_8);
  }
}
