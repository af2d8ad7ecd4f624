package dev.caravan.api;

import dev.caravan.web.Problem;
import dev.caravan.web.ProblemCode;
import dev.caravan.web.ProblemWriter;
import dev.caravan.web.RequestBody;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.net.SocketTimeoutException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Reads the body within a size and a time, before any route sees it: neither a 60 MB body nor one
 * that comes a byte a second costs more than those limits.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 20)
class BodyFilter extends ApiFilter {
  private final ApiProperties limits;
  private final ProblemWriter problems;

  BodyFilter(ApiProperties limits, ProblemWriter problems) {
    this.limits = limits;
    this.problems = problems;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String encoding = request.getHeader("Content-Encoding");
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      // An encoded body would be a bomb to unpack.
      problems.write(
          new Problem(
              ProblemCode.UNSUPPORTED_MEDIA_TYPE, "Content-Encoding is not supported in request."),
          request,
          response);
      return;
    }
    byte[] body;
    try {
      body = read(request);
    } catch (Problem refused) {
      // What is left of the body must not be taken for the next request.
      response.setHeader("Connection", "close");
      problems.write(refused, request, response);
      return;
    }
    RequestBody.set(request, body);
    chain.doFilter(new ReadRequest(request), response);
  }

  private byte[] read(HttpServletRequest request) throws IOException {
    long limit = (isReport(request) ? limits.maxReportSize() : limits.maxBodySize()).toBytes();
    if (request.getContentLengthLong() > limit) {
      throw tooLarge(limit);
    }
    long deadline = System.nanoTime() + limits.bodyTimeout().toNanos();
    InputStream in = request.getInputStream();
    ByteArrayOutputStream body = new ByteArrayOutputStream(1024);
    byte[] chunk = new byte[8192];
    try {
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        body.write(chunk, 0, n);
        if (body.size() > limit) {
          throw tooLarge(limit);
        }
        if (System.nanoTime() > deadline) {
          throw new Problem(ProblemCode.BODY_TIMEOUT, "The body came too slowly.");
        }
      }
    } catch (SocketTimeoutException e) {
      throw new Problem(ProblemCode.BODY_TIMEOUT, "The body came too slowly.");
    } catch (IOException e) {
      throw new Problem(ProblemCode.BAD_REQUEST, "The body could not be read.");
    }
    return body.toByteArray();
  }

  private static Problem tooLarge(long limit) {
    return new Problem(
        ProblemCode.TOO_LARGE, "The body may have at most %d bytes.".formatted(limit));
  }

  /** The request with its body read: others see none, they take it from {@link RequestBody}. */
  private static final class ReadRequest extends HttpServletRequestWrapper {
    private final BufferedReader nothing = new BufferedReader(Reader.nullReader());

    ReadRequest(HttpServletRequest request) {
      super(request);
    }

    @Override
    public BufferedReader getReader() {
      return nothing;
    }
  }
}
