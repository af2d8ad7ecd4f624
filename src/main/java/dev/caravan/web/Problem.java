package dev.caravan.web;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request that cannot be answered as asked. Thrown by a step, written as RFC 9457 by {@link
 * ProblemWriter}; never to be retried unless the code is {@code unavailable}.
 */
public class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ProblemCode code;
  private final transient Map<String, Object> members;

  /** With the seed's text as {@code detail}. */
  public Problem(ProblemCode code, String detail) {
    this(code, Map.of("detail", detail));
  }

  /** With further members beside the standard ones, in the order given. */
  public Problem(ProblemCode code, Map<String, ?> members) {
    super(code.wire(), null, false, false);
    this.code = code;
    this.members = new LinkedHashMap<>(members);
  }

  public ProblemCode code() {
    return code;
  }

  /** The RFC 9457 document; the correlation id lets an operator find the request in the log. */
  Map<String, Object> document(String correlationId) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("type", "urn:caravan:problem:" + code.wire());
    document.put("title", code.title());
    document.put("status", code.status());
    document.put("code", code.wire());
    document.put("correlationId", correlationId);
    document.putAll(members);
    return document;
  }
}
