package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What every refusal must look like, whoever in the service refused. */
public final class ProblemDocument {
  private static final List<String> MEMBERS =
      List.of("type", "title", "status", "code", "correlationId");

  /** Words that only a stack trace, a statement or a server's own page holds. */
  private static final String LEAK =
      "(?is).*(exception|\\bat (java|org|dev)\\.|select |insert |jdbc|\\bh2\\b|tomcat|apache|spring|127\\.0\\.0\\.1|<html).*";

  private ProblemDocument() {}

  /** Checks the refusal; returns what it holds beside the standard members, as JSON in order. */
  public static String of(HttpResponse<String> answer, int status) {
    return check(
        answer.statusCode(),
        answer.headers().firstValue("Content-Type").orElse("none"),
        answer.headers().firstValue("X-Correlation-Id").orElse("none"),
        answer.body(),
        status);
  }

  /** As above, for an answer read from a socket. */
  public static String of(RawHttp.Answer answer, int status) {
    return check(
        answer.status(),
        answer.header("Content-Type"),
        answer.header("X-Correlation-Id"),
        answer.body(),
        status);
  }

  private static String check(
      int status, String contentType, String correlationId, String body, int expected) {
    assertThat(status).as("status of %s", body).isEqualTo(expected).isNotEqualTo(500);
    assertThat(contentType).isEqualTo("application/problem+json");
    assertThat(body.getBytes(StandardCharsets.UTF_8).length).isLessThan(1024);
    assertThat(body).doesNotMatch(LEAK);
    ObjectNode document = read(body);
    assertThat(document.path("status").asInt()).isEqualTo(expected);
    assertThat(document.path("code").asText()).matches("[a-z]+(-[a-z]+)*");
    assertThat(document.path("type").asText())
        .isEqualTo("urn:caravan:problem:" + document.path("code").asText());
    assertThat(document.path("title").asText()).isNotEmpty();
    assertThat(document.path("correlationId").asText()).isEqualTo(correlationId);
    return document.without(MEMBERS).toString();
  }

  private static ObjectNode read(String body) {
    try {
      JsonNode document = new ObjectMapper().readTree(body);
      assertThat(document.isObject()).as("a problem document: %s", body).isTrue();
      return (ObjectNode) document;
    } catch (IOException e) {
      throw new AssertionError("not a problem document: " + body, e);
    }
  }
}
