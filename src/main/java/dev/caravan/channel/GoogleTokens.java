package dev.caravan.channel;

import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;

/**
 * The bean {@code google}: access tokens for Google's services from a service-account file. A token
 * is used until shortly before its end and renewed ahead of it; a file that was replaced is read
 * again.
 */
public class GoogleTokens {
  private static final String SCOPE = "https://www.googleapis.com/auth/firebase.messaging";
  private static final String FILE = "google.credentials";

  private final Map<Path, Account> accounts = new ConcurrentHashMap<>();

  private record Account(FileTime modified, GoogleCredentials credentials) {}

  /**
   * The value of {@code Authorization}. The variable {@code google.credentials} names the file.
   *
   * @throws NotCalledException when there is no token to be had now
   */
  public String authorization(Exchange exchange) throws NotCalledException {
    Path file = Path.of(exchange.getVariable(FILE, String.class));
    try {
      GoogleCredentials credentials = credentials(file);
      credentials.refreshIfExpired();
      String token = credentials.getAccessToken().getTokenValue();
      Call.of(exchange).authorizedBy(token);
      return "Bearer " + token;
    } catch (IOException e) {
      throw new NotCalledException("no access token: " + e.getClass().getSimpleName(), e);
    }
  }

  /** Has the next call get a new token, unless somebody has one already. */
  void forget(Exchange exchange) {
    String sent = Call.of(exchange).token();
    accounts.computeIfPresent(
        Path.of(exchange.getVariable(FILE, String.class)),
        (file, account) -> {
          AccessToken token = account.credentials().getAccessToken();
          return token == null || token.getTokenValue().equals(sent) ? null : account;
        });
  }

  /** One for all who ask at once: its token is asked for once. */
  private synchronized GoogleCredentials credentials(Path file) throws IOException {
    FileTime modified = Files.getLastModifiedTime(file);
    Account known = accounts.get(file);
    if (known == null || !known.modified().equals(modified)) {
      try (InputStream in = Files.newInputStream(file)) {
        // Tried again by the next attempt: the library's own repeats would outlast the call.
        known =
            new Account(
                modified,
                ServiceAccountCredentials.fromStream(in)
                    .createWithCustomRetryStrategy(false)
                    .createScoped(SCOPE));
      }
      accounts.put(file, known);
    }
    return known.credentials();
  }
}
