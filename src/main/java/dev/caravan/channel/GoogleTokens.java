package dev.caravan.channel;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.google.auth.RequestMetadataCallback;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import org.apache.camel.Exchange;

/**
 * The bean {@code google}: access tokens for Google's services from a service-account file. A token
 * is used until shortly before its end and renewed ahead of it; a file that was replaced is read
 * again.
 */
public class GoogleTokens {
  private static final String SCOPE = "https://www.googleapis.com/auth/firebase.messaging";
  private static final String FILE = "google.credentials";

  private static final String BEARER = "Bearer ";
  private static final long PATIENCE_SECONDS = 5;

  private static final Executor THREADS =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "google-token");
            thread.setDaemon(true);
            return thread;
          });

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
      String authorization = authorization(credentials(file)).get(PATIENCE_SECONDS, SECONDS);
      Call.of(exchange).authorizedBy(authorization.substring(BEARER.length()));
      return authorization;
    } catch (ExecutionException e) {
      throw notCalled(e.getCause());
    } catch (IOException | TimeoutException e) {
      throw notCalled(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notCalled(e);
    }
  }

  /**
   * At once while there is a token that can be used, also when it is being renewed. All who wait
   * for one wait for the same request, which may take the library 40 s.
   */
  private static CompletableFuture<String> authorization(GoogleCredentials credentials) {
    CompletableFuture<String> value = new CompletableFuture<>();
    credentials.getRequestMetadata(
        null,
        THREADS,
        new RequestMetadataCallback() {
          @Override
          public void onSuccess(Map<String, List<String>> headers) {
            value.complete(headers.get("Authorization").get(0));
          }

          @Override
          public void onFailure(Throwable failure) {
            value.completeExceptionally(failure);
          }
        });
    return value;
  }

  /** By class: the library's words may quote what the token's server said. */
  private static NotCalledException notCalled(Throwable cause) {
    return new NotCalledException("no access token: " + cause.getClass().getSimpleName(), cause);
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
