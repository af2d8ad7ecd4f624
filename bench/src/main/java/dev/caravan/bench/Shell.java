package dev.caravan.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Runs the project's own scripts. */
final class Shell {
  private Shell() {}

  /** What the command printed. */
  static String run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + " failed: " + printed);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    return printed.strip();
  }
}
