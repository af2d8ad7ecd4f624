package dev.caravan;

import dev.caravan.channel.ProviderBeans;
import dev.caravan.release.FolderCheck;
import dev.caravan.release.FolderCheckParts;
import java.nio.file.Path;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

/**
 * {@code java -jar caravan.jar check routes/}: whether the service would take these files. Needs
 * neither broker nor database; reads the same settings as the service.
 */
final class CheckCommand {
  static final String NAME = "check";

  private static final int GOOD = 0;
  private static final int REFUSED = 1;
  private static final int WRONG_USE = 2;

  /** Only what was found is said; the stand-ins' addresses have ports that a start finds. */
  private static final String[] SETTINGS = {
    "--logging.level.root=ERROR",
    "--logging.level.dev.caravan=ERROR",
    "--local.server.port=8080",
    "--local.smsc.port=2775"
  };

  private CheckCommand() {}

  /** Not a configuration that the service would find, too. */
  @Import({
    ProviderBeans.class,
    FolderCheckParts.class,
    Clocks.class,
    JacksonAutoConfiguration.class
  })
  static class Parts {}

  /** What the process exits with; the faults are on its standard output. */
  static int run(String[] arguments) throws Exception {
    if (arguments.length != 2 || arguments[1].startsWith("-")) {
      System.out.println("use: java -jar caravan.jar check <folder of route files>");
      return WRONG_USE;
    }
    SpringApplicationBuilder application =
        new SpringApplicationBuilder(Parts.class)
            .web(WebApplicationType.NONE)
            .logStartupInfo(false);
    try (ConfigurableApplicationContext parts = application.run(SETTINGS)) {
      FolderCheck.Report report = parts.getBean(FolderCheck.class).check(Path.of(arguments[1]));
      report.faults().forEach(System.out::println);
      System.out.printf(
          "%d route files checked, %s%n",
          report.files(), report.faults().isEmpty() ? "good" : "refused");
      return report.faults().isEmpty() ? GOOD : REFUSED;
    }
  }
}
