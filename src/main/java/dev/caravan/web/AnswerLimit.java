package dev.caravan.web;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * Ends an answer after so many bytes, counted after decompression. Whoever reads it may keep all of
 * it, as Camel does before a route can look; the rest is not even received.
 */
public final class AnswerLimit {
  private AnswerLimit() {}

  /** Has every answer of this client end there. */
  public static HttpClientBuilder set(HttpClientBuilder client, int bytes) {
    return client.addExecInterceptorFirst(
        "answer-limit",
        (request, scope, chain) -> {
          ClassicHttpResponse response = chain.proceed(request, scope);
          if (response.getEntity() != null) {
            response.setEntity(new Limited(response.getEntity(), bytes, scope.execRuntime));
          }
          return response;
        });
  }

  private static final class Limited extends HttpEntityWrapper {
    private final int bytes;
    private final ExecRuntime call;

    Limited(HttpEntity entity, int bytes, ExecRuntime call) {
      super(entity);
      this.bytes = bytes;
      this.call = call;
    }

    @Override
    public InputStream getContent() throws IOException {
      return new FirstBytes(super.getContent(), bytes, call);
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      AbstractHttpEntity.writeTo(this, out);
    }
  }

  private static final class FirstBytes extends FilterInputStream {
    private final ExecRuntime call;
    private int left;

    FirstBytes(InputStream in, int bytes, ExecRuntime call) {
      super(in);
      this.left = bytes;
      this.call = call;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (left == 0) {
        // Closing it would else read the rest, to use the connection again.
        call.discardEndpoint();
        return -1;
      }
      int read = super.read(into, offset, Math.min(length, left));
      left -= Math.max(0, read);
      return read;
    }
  }
}
