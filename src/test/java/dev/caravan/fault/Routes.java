package dev.caravan.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A copy of {@code routes/} in which a card says something else than in production. */
final class Routes {
  private final Path folder = Path.of("target/fault", "routes-" + UUID.randomUUID());

  Routes() {
    try (Stream<Path> files = Files.walk(Path.of("routes"))) {
      List<Path> yaml = files.filter(file -> file.toString().endsWith(".yaml")).toList();
      for (Path file : yaml) {
        Path copy = folder.resolve(Path.of("routes").relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The card of httpbin as it is, but for times that a test can wait for: a claim of a worker that
   * died ends after that time (in production after 30 s), and the next attempt comes after half a
   * second.
   */
  static Routes withClaimsOf(String callTimeout) {
    return new Routes()
        .set("callTimeout: 30s", "callTimeout: " + callTimeout)
        .set("firstDelay: 2s", "firstDelay: 500ms")
        .set("maxDelay: 10m", "maxDelay: 1s");
  }

  /** Adds a channel {@code patient}: as httpbin is now, but a lost answer is waited for. */
  Routes andPatient() {
    try {
      String text = Files.readString(folder.resolve("providers/httpbin.camel.yaml"));
      Files.writeString(
          folder.resolve("providers/patient.camel.yaml"),
          text.replace("httpbin", "patient")
              .replace("{{caravan.patient.url}}", "{{caravan.httpbin.url}}")
              .replace("unknown: send-again", "unknown: wait"));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many messages of the lane normal the card of httpbin has one process work on at once. */
  static int consumers() {
    try {
      String card = Files.readString(Path.of("routes/providers/httpbin.camel.yaml"));
      Matcher normal = Pattern.compile("consumers:\\s+high: \\d+\\s+normal: (\\d+)").matcher(card);
      assertThat(normal.find()).as("consumers in the card").isTrue();
      return Integer.parseInt(normal.group(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Replaces a text of the card of httpbin, which must be there. */
  Routes set(String from, String to) {
    Path file = folder.resolve("providers/httpbin.camel.yaml");
    try {
      String text = Files.readString(file);
      assertThat(text).contains(from);
      Files.writeString(file, text.replace(from, to));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Replaces what matches in a file, which must be there, as an editor does that saves in place.
   */
  void replace(String name, String pattern, String by) {
    Path file = folder.resolve(name);
    try {
      Matcher found = Pattern.compile(pattern, Pattern.MULTILINE).matcher(Files.readString(file));
      assertThat(found.find()).as(pattern).isTrue();
      Files.writeString(file, found.replaceAll(by));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where they are. */
  String folder() {
    return folder.toAbsolutePath().toString();
  }
}
