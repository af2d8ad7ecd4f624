package dev.caravan.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Secrets that nobody configured, made once and kept in one file under the data folder that only
 * its owner can read. They are never logged; the path is.
 */
@Component
public class GeneratedCredentials {
  private final Path file;

  GeneratedCredentials(@Value("${caravan.data-dir}") Path dataDir) {
    this.file = dataDir.toAbsolutePath().normalize().resolve("credentials");
  }

  public Path file() {
    return file;
  }

  /** The secret of that name, made at its first use: 24 random bytes as URL-safe text. */
  public synchronized String get(String name) {
    try {
      Optional<String> known = read(name);
      return known.isPresent() ? known.get() : append(name);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read or write " + file, e);
    }
  }

  private Optional<String> read(String name) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    String prefix = name + "=";
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length()))
        .findFirst();
  }

  private String append(String name) throws IOException {
    byte[] bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    if (!Files.exists(file)) {
      // Whoever may read the folder could read the messages in the database beside this file.
      Files.createDirectories(file.getParent(), only("rwx------"));
      Files.createFile(file, only("rw-------"));
    }
    Files.write(file, List.of(name + "=" + secret), StandardOpenOption.APPEND);
    return secret;
  }

  private static FileAttribute<Set<PosixFilePermission>> only(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }
}
