package dev.caravan.api;

import dev.caravan.web.Problem;
import dev.caravan.web.ProblemCode;
import dev.caravan.web.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.List;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Lets only clients with a key reach the API. The key is the whole {@code Authorization} value,
 * without a scheme word, as the seed had it.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class ApiKeyFilter extends ApiFilter {
  private final byte[] key;
  private final String client;
  private final ProblemWriter problems;

  ApiKeyFilter(ApiProperties api, ProblemWriter problems) {
    this.key = api.key().getBytes(StandardCharsets.UTF_8);
    this.client = api.client();
    this.problems = problems;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (isReport(request)) {
      chain.doFilter(request, response);
      return;
    }
    List<String> offered = Collections.list(request.getHeaders("Authorization"));
    if (offered.size() > 1) {
      refuse(ProblemCode.BAD_REQUEST, "More than one Authorization header.", request, response);
    } else if (offered.isEmpty()) {
      refuse(
          ProblemCode.CREDENTIALS_MISSING,
          "Authentication credentials were not provided.",
          request,
          response);
    } else if (!MessageDigest.isEqual(key, offered.get(0).getBytes(StandardCharsets.UTF_8))) {
      refuse(
          ProblemCode.CREDENTIALS_WRONG,
          "Incorrect authentication credentials.",
          request,
          response);
    } else {
      Caller.set(request, client);
      chain.doFilter(request, response);
    }
  }

  private void refuse(
      ProblemCode code, String detail, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    problems.write(new Problem(code, detail), request, response);
  }
}
