package dev.caravan.web;

import jakarta.servlet.http.HttpServletRequest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The id that ties one request to its answer, its row, its queue message, its log lines and its
 * provider attempts.
 */
public final class Correlation {
  public static final String HEADER = "X-Correlation-Id";

  private static final String ATTRIBUTE = Correlation.class.getName();
  private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._-]{8,64}");
  private static final SecureRandom RANDOM = new SecureRandom();

  private Correlation() {}

  /** The request's id: the client's when it is a sane token, else one of ours. */
  public static String of(HttpServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof String known) {
      return known;
    }
    String offered = request.getHeader(HEADER);
    String id = offered != null && SANE.matcher(offered).matches() ? offered : next();
    request.setAttribute(ATTRIBUTE, id);
    return id;
  }

  private static String next() {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
