package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;

/**
 * The service account of the stand-in for Firebase: a file as Google hands it out, in the data
 * folder, readable by its owner only. Its key is made once, beside the start; its {@code token_uri}
 * follows the service's port. It is there before any route is.
 */
@SandboxPart
class ServiceAccount {
  static final String PROJECT = "stand-in";
  static final String CLIENT_EMAIL = "caravan@stand-in.iam.gserviceaccount.com";

  private static final String KEY = "private_key";
  private static final int KEY_BITS = 2048;

  private final ObjectMapper json = new ObjectMapper();
  private final Path file;
  private final CompletableFuture<RSAPrivateCrtKey> key;

  ServiceAccount(@Value("${caravan.data-dir}") Path dataDir) {
    this.file = dataDir.toAbsolutePath().normalize().resolve("stand-in-service-account.json");
    this.key = CompletableFuture.supplyAsync(this::keptOrNew);
  }

  Path file() {
    return file;
  }

  /** What the signatures of this account are checked with. */
  PublicKey publicKey() {
    try {
      RSAPrivateCrtKey pair = key.join();
      return KeyFactory.getInstance("RSA")
          .generatePublic(new RSAPublicKeySpec(pair.getModulus(), pair.getPublicExponent()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @EventListener
  void write(WebServerInitializedEvent listening) {
    write(listening.getWebServer().getPort());
  }

  /** The file for a token endpoint on this port, in the place of the one before. */
  void write(int port) {
    Map<String, String> account = new LinkedHashMap<>();
    account.put("type", "service_account");
    account.put("project_id", PROJECT);
    account.put("private_key_id", "stand-in-key");
    account.put(KEY, pem(key.join()));
    account.put("client_email", CLIENT_EMAIL);
    account.put("client_id", "100000000000000000001");
    account.put("token_uri", "http://127.0.0.1:%d/sandbox/google/token".formatted(port));
    try {
      Files.createDirectories(
          file.getParent(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      // Such files can be read by their owner only.
      Path draft = Files.createTempFile(file.getParent(), "stand-in-", ".json");
      json.writerWithDefaultPrettyPrinter().writeValue(draft.toFile(), account);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private RSAPrivateCrtKey keptOrNew() {
    try {
      return key(json.readTree(file.toFile()).path(KEY).asText());
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      // None yet, or not as it was written.
      return newKey();
    }
  }

  private static RSAPrivateCrtKey newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(KEY_BITS);
      return (RSAPrivateCrtKey) generator.generateKeyPair().getPrivate();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RSAPrivateCrtKey key(String pem) throws GeneralSecurityException {
    byte[] bytes = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    return (RSAPrivateCrtKey)
        KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(bytes));
  }

  private static String pem(RSAPrivateCrtKey key) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
    return "-----BEGIN PRIVATE KEY-----\n" + lines + "\n-----END PRIVATE KEY-----\n";
  }
}
