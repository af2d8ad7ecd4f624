package dev.caravan.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.stereotype.Component;

/** Writes a {@link Problem} as {@code application/problem+json}. */
@Component
public class ProblemWriter {
  public static final String MEDIA_TYPE = "application/problem+json";

  private final ObjectMapper json;

  public ProblemWriter(ObjectMapper json) {
    this.json = json;
  }

  /** The body for a problem. */
  public String body(Problem problem, String correlationId) {
    try {
      return json.writeValueAsString(problem.document(correlationId));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a problem document holds only maps, lists and text", e);
    }
  }

  /** Answers a request that never reached a route. */
  public void write(Problem problem, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ProblemCode code = problem.code();
    response.setStatus(code.status());
    response.setContentType(MEDIA_TYPE);
    if (code.status() == 401 && response.getHeader("WWW-Authenticate") == null) {
      response.setHeader("WWW-Authenticate", "api-key");
    }
    if (code == ProblemCode.UNAVAILABLE) {
      response.setHeader("Retry-After", "1");
    }
    byte[] body = body(problem, Correlation.of(request)).getBytes(StandardCharsets.UTF_8);
    response.setContentLength(body.length);
    if (!"HEAD".equals(request.getMethod())) {
      response.getOutputStream().write(body);
    }
  }
}
