package dev.caravan.api;

import dev.caravan.web.Problem;
import dev.caravan.web.ProblemCode;
import dev.caravan.web.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.server.PathContainer;
import org.springframework.stereotype.Component;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * What Spring would decide by itself, and differently: OPTIONS tells what is allowed and nothing
 * more, HEAD and TRACE are as unwanted as any other method that the REST interface does not
 * declare, and a client must accept JSON (or HTML, as the seed's browsers did, who get JSON all the
 * same).
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 30)
class NegotiationFilter extends ApiFilter {
  private static final String ACCEPT = "Accept";
  private static final List<MediaType> ANSWERS =
      List.of(MediaType.APPLICATION_JSON, MediaType.APPLICATION_PROBLEM_JSON, MediaType.TEXT_HTML);

  /** Spring would answer HEAD as GET, and TRACE with an echo of the request. */
  private static final Set<String> UNDECLARED = Set.of("HEAD", "TRACE");

  private final CamelContext camel;
  private final ProblemWriter problems;

  NegotiationFilter(CamelContext camel, ProblemWriter problems) {
    this.camel = camel;
    this.problems = problems;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    boolean options = request.getMethod().equals("OPTIONS");
    if (options || UNDECLARED.contains(request.getMethod())) {
      String allowed = allowed(request.getServletPath().replaceFirst("/$", ""));
      if (allowed.isEmpty()) {
        refuse(ProblemCode.NOT_FOUND, "Not found.", request, response);
        return;
      }
      response.setHeader("Allow", allowed);
      if (options) {
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
      } else {
        refuse(
            ProblemCode.METHOD_NOT_ALLOWED,
            "Method \"%s\" not allowed.".formatted(request.getMethod()),
            request,
            response);
      }
    } else if (!isReport(request) && !acceptsJson(request.getHeader(ACCEPT))) {
      refuse(
          ProblemCode.NOT_ACCEPTABLE,
          "Could not satisfy the request Accept header.",
          request,
          response);
    } else {
      chain.doFilter(new Negotiated(request), response);
    }
  }

  private void refuse(
      ProblemCode code, String detail, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    problems.write(new Problem(code, detail), request, response);
  }

  private static boolean acceptsJson(String accept) {
    if (accept == null || accept.isBlank()) {
      return true;
    }
    try {
      return MediaType.parseMediaTypes(accept).stream()
          .filter(range -> range.getQualityValue() > 0)
          .anyMatch(range -> ANSWERS.stream().anyMatch(range::includes));
    } catch (InvalidMediaTypeException e) {
      return false;
    }
  }

  /** The declared methods of the operations on this path, with commas between. */
  private String allowed(String path) {
    PathContainer asked = PathContainer.parsePath(path);
    return camel.getRestRegistry().listAllRestServices().stream()
        .filter(
            operation ->
                PathPatternParser.defaultInstance
                    .parse(operation.getBasePath() + operation.getUriTemplate())
                    .matches(asked))
        .map(operation -> operation.getMethod().toUpperCase(Locale.ROOT))
        .sorted()
        .collect(Collectors.joining(", "));
  }

  /** Without its Accept header: Camel would make it the content type of an empty answer. */
  private static final class Negotiated extends HttpServletRequestWrapper {
    Negotiated(HttpServletRequest request) {
      super(request);
    }

    @Override
    public String getHeader(String name) {
      return name.equalsIgnoreCase(ACCEPT) ? null : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
      return name.equalsIgnoreCase(ACCEPT)
          ? Collections.emptyEnumeration()
          : super.getHeaders(name);
    }
  }
}
