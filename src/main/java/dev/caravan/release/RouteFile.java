package dev.caravan.release;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A route file as it was read.
 *
 * @param name its path below the routes folder, with {@code /} between
 */
record RouteFile(String name, String text) {
  private static final int VERSION_BYTES = 6;

  /** The beginning of the SHA-256 of the text, 12 hexadecimal digits. */
  String version() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, VERSION_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
