package dev.caravan.callback;

import dev.caravan.web.CallDeadline;
import dev.caravan.web.Correlation;
import dev.caravan.web.Ports;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.util.Timeout;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * A plain HTTP client for addresses that clients gave us. Such an address never becomes a Camel
 * endpoint: there it could name a file, a bean or a secret.
 */
@Component
class CallbackClient implements DisposableBean {
  /** The header in which the sink learns where a callback was to go. */
  private static final String INTENDED_FOR = "X-Caravan-Intended-For";

  private static final int MAX_ANSWER_BYTES = 64 * 1024;
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

  private final CloseableHttpClient http;
  private final boolean strangersToSink;
  private final Ports ports;

  CallbackClient(CallbackProperties callbacks, Ports ports) {
    this.strangersToSink = callbacks.strangersToSink();
    this.ports = ports;
    Timeout timeout = Timeout.of(callbacks.timeout());
    this.http =
        CallDeadline.set(HttpClients.custom(), callbacks.timeout())
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setMaxConnPerRoute(callbacks.consumers() + callbacks.atOnce())
                    .setMaxConnTotal(callbacks.consumers() + callbacks.atOnce())
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(Timeout.ofSeconds(2))
                            .setSocketTimeout(timeout)
                            .build())
                    .build())
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setConnectionRequestTimeout(timeout)
                    .setResponseTimeout(timeout)
                    .build())
            .setUserAgent("caravan")
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableCookieManagement()
            .disableContentCompression()
            .build();
  }

  /**
   * Posts the payload once; what the client answers in its body is thrown away.
   *
   * @return the HTTP status
   * @throws IOException when there was no answer
   */
  int post(String url, String payload, String correlationId) throws IOException {
    URI target = URI.create(url);
    HttpPost post;
    if (strangersToSink && !LOOPBACK.contains(target.getHost())) {
      post = new HttpPost("http://127.0.0.1:%d/sandbox/callback".formatted(ports.api()));
      post.setHeader(INTENDED_FOR, url);
    } else {
      post = new HttpPost(target);
    }
    post.setHeader(Correlation.HEADER, correlationId);
    post.setEntity(new StringEntity(payload, ContentType.APPLICATION_JSON));
    try (ClassicHttpResponse answer = http.executeOpen(null, post, null)) {
      // A short body is read so that the connection can be used again; with a longer one it is
      // dropped at close, however much would still come.
      discard(answer.getEntity());
      return answer.getCode();
    }
  }

  private static void discard(HttpEntity body) {
    try {
      if (body != null) {
        body.getContent().readNBytes(MAX_ANSWER_BYTES);
      }
    } catch (IOException e) {
      // The client has answered; how its body ends is its own affair.
    }
  }

  @Override
  public void destroy() throws IOException {
    http.close();
  }
}
