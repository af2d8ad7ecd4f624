package dev.caravan.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.EmbeddedCaravan;
import dev.caravan.RunningCaravan;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@EmbeddedCaravan
class ManagementPortTest {
  @Autowired private RunningCaravan caravan;
  @Autowired private GeneratedCredentials credentials;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/actuator/health",
        "/actuator/health/liveness",
        "/actuator/health/readiness",
        "/actuator/prometheus"
      })
  void showsHealthAndMetricsToAnybody(String path) {
    assertThat(open(path).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/actuator",
        "/actuator/",
        "/actuator/jolokia",
        "/actuator/jolokia/",
        "/actuator/jolokia/version",
        "/actuator/jolokia/read/java.lang:type=Memory",
        "/actuator/hawtio",
        "/actuator/hawtio/",
        "/actuator/hawtio/index.html",
        "/actuator/healthy",
        "/actuator/prometheus/x",
        "/actuator/env"
      })
  void asksForCredentialsForAllElse(String path) {
    assertThat(open(path).statusCode()).isEqualTo(401);
    assertThat(send(path, "admin", "wrong").statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/actuator/jolokia;x=1",
        "/actuator//jolokia",
        "//actuator/jolokia",
        "/actuator/%6aolokia",
        "/%61ctuator/jolokia",
        "/actuator/./jolokia",
        "/actuator/health/../jolokia",
        "/actuator/prometheus/..;/jolokia"
      })
  void letsNoSpellingAroundTheLogin(String path) {
    assertThat(open(path).statusCode()).isIn(400, 401, 404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/actuator",
        "/actuator/health",
        "/actuator/prometheus",
        "/actuator/jolokia",
        "/actuator/jolokia/version",
        "/actuator/hawtio",
        "/actuator/heapdump",
        "/%61ctuator/health",
        "/hawtio",
        "/jolokia",
        "/h2-console",
        "/error",
        "/swagger",
        "/"
      })
  void servesNothingOfItOnThePublicPort(String path) {
    assertThat(caravan.exchange(HttpRequest.newBuilder(caravan.api(path))).statusCode())
        .isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/actuator/health/%2e%2e/%2e%2e/docs",
        "/actuator/hawtio/%2E%2E/%2e%2e/docs",
        "/docs/../actuator/health",
        "/docs/%2e%2e/actuator/health"
      })
  void servesNothingOfItOnThePublicPortByAnotherSpelling(String path) {
    assertThat(caravan.exchange(HttpRequest.newBuilder(caravan.api(path))).statusCode())
        .isIn(400, 404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1.0/checkHealth", "/sandbox/callbacks", "/docs", "/openapi.yaml"})
  void servesNothingPublicOnTheManagementPort(String path) {
    assertThat(open(path).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"env", "heapdump", "threaddump", "loggers", "shutdown", "configprops", "beans"})
  void hasNoEndpointThatNobodyNeeds(String endpoint) {
    assertThat(operator("/actuator/" + endpoint).statusCode()).isEqualTo(404);
  }

  @Test
  void showsTheRunningRoutesToTheOperator() {
    HttpResponse<String> answer =
        operator("/actuator/jolokia/read/org.apache.camel:context=*,type=routes,name=*/RouteId");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .contains("accept-message", "route-message", "send-via-httpbin", "work-httpbin-dummy-high");
    assertThat(operator("/actuator/hawtio/index.html").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'exec','mbean':'java.lang:type=Memory','operation':'gc'}",
        "{'type':'exec','mbean':'org.apache.camel:context=caravan,type=context,name=\\'caravan\\'','operation':'stop'}",
        "{'type':'write','mbean':'java.lang:type=Memory','attribute':'Verbose','value':true}",
        "{'type':'read','mbean':'java.lang:type=Runtime','attribute':'SystemProperties'}"
      })
  void changesNothingByJolokia(String request) {
    HttpResponse<String> answer =
        caravan.exchange(
            login(
                    HttpRequest.newBuilder(caravan.management("/actuator/jolokia")),
                    "admin",
                    password())
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        request.replace("\\'", "\\\"").replace('\'', '"'))));

    assertThat(caravan.read(answer.body()).path("status").asInt()).isEqualTo(403);
  }

  @Test
  void callsOtherHostsForNobody() {
    HttpResponse<String> answer =
        caravan.exchange(
            login(
                    HttpRequest.newBuilder(caravan.management("/actuator/jolokia")),
                    "admin",
                    password())
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        """
                        {"type":"read","mbean":"java.lang:type=Memory",
                         "target":{"url":"service:jmx:rmi:///jndi/rmi://127.0.0.1:1/jmxrmi"}}""")));

    // Answered from here, as if no other host had been named.
    assertThat(caravan.read(answer.body()).path("value").has("HeapMemoryUsage")).isTrue();
  }

  @Test
  void letsNoOtherSiteReadItsAnswers() {
    HttpResponse<String> answer =
        caravan.exchange(
            login(
                    HttpRequest.newBuilder(caravan.management("/actuator/jolokia/version")),
                    "admin",
                    password())
                .header("Origin", "http://elsewhere.example"));

    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void measuresRoutesRequestsPoolBrokerAndMachine() {
    String series = open("/actuator/prometheus").body();

    assertThat(series)
        .contains("camel_exchanges_total{", "routeId=\"accept-message\"")
        .contains("hikaricp_connections{", "rabbitmq_published_total{", "jvm_memory_used_bytes{")
        .contains("http_server_requests_seconds_count{");
  }

  @Test
  void keepsItsPasswordFromOthers() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(credentials.file())))
        .isEqualTo("rw-------");
  }

  private HttpResponse<String> open(String path) {
    return caravan.exchange(HttpRequest.newBuilder(caravan.management(path)));
  }

  private HttpResponse<String> operator(String path) {
    return send(path, "admin", password());
  }

  private HttpResponse<String> send(String path, String user, String password) {
    return caravan.exchange(
        login(HttpRequest.newBuilder(caravan.management(path)), user, password));
  }

  private String password() {
    return credentials.get("management.password");
  }

  private static HttpRequest.Builder login(
      HttpRequest.Builder request, String user, String password) {
    String token =
        Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    return request.header("Authorization", "Basic " + token);
  }
}
