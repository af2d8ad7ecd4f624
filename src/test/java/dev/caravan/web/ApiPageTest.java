package dev.caravan.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.EmbeddedCaravan;
import dev.caravan.RunningCaravan;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@EmbeddedCaravan
class ApiPageTest {
  private static final Pattern REFERENCE = Pattern.compile("(?:href|src)=\"([^\"]+)\"");

  @Autowired private RunningCaravan caravan;

  @ParameterizedTest
  @ValueSource(strings = {"/docs", "/docs/", "/docs/index.html"})
  void showsThePage(String path) {
    var page = get(caravan.api(path));

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
    assertThat(page.body()).contains("<title>Caravan API</title>");
  }

  @Test
  void servesEverythingThatThePageLoads() {
    List<String> references = references(get(caravan.api("/docs")).body());

    assertThat(references).hasSizeGreaterThanOrEqualTo(4).allMatch(path -> path.startsWith("/"));
    assertThat(references)
        .allSatisfy(path -> assertThat(get(caravan.api(path)).statusCode()).isEqualTo(200));
    assertThat(get(caravan.api("/docs/page.js")).body()).contains("\"/openapi.yaml\"");
    assertThat(get(caravan.api("/openapi.yaml")).statusCode()).isEqualTo(200);
  }

  @Test
  void keepsThePageOffTheManagementPort() {
    List<String> references = references(get(caravan.api("/docs")).body());

    assertThat(references)
        .allSatisfy(path -> assertThat(get(caravan.management(path)).statusCode()).isEqualTo(404));
    assertThat(get(caravan.management("/docs")).statusCode()).isEqualTo(404);
    assertThat(get(caravan.management("/openapi.yaml")).statusCode()).isEqualTo(404);
  }

  private HttpResponse<String> get(URI address) {
    return caravan.exchange(HttpRequest.newBuilder(address));
  }

  private static List<String> references(String page) {
    return REFERENCE.matcher(page).results().map(found -> found.group(1)).toList();
  }
}
