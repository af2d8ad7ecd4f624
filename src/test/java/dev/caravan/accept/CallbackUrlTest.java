package dev.caravan.accept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.web.Problem;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackUrlTest {
  private final CallbackUrl any = new CallbackUrl(limits("http", "https"));
  private final CallbackUrl httpsOnly = new CallbackUrl(limits("https"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://client.example/done",
        "HTTP://client.example:8080/done?a=b&c=%7B1%7D",
        "http://localhost/x?bridgeEndpoint=true&httpMethod=GET",
        "http://[::1]/x",
        "http://10.0.0.1/$1",
      })
  void takesHttpUrls(String url) {
    assertThat(any.read(new TextNode(" " + url + " "), new Violations())).isEqualTo(url);
  }

  @Test
  void needsNone() {
    assertThat(any.read(null, new Violations())).isNull();
    assertThat(any.read(NullNode.instance, new Violations())).isNull();
    assertThat(any.read(new TextNode(" "), new Violations())).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "client.example/done",
        "/done",
        "//client.example/done",
        "https:",
        "https:///done",
        "https://",
        "http://client.example:port/",
        "http://a b/",
        "http://client.example/\r\nX-A: b",
        "file:///etc/passwd",
        "ftp://client.example/",
        "gopher://client.example/",
        "jar:http://client.example/a!/b",
        "ldap://client.example/",
        "bean:form",
        "exec:id",
        "log:x",
        "direct:accept-message",
        "javascript:alert(1)",
        "https://a:b@client.example/",
        "https://good.example@evil.example/",
        "https://@client.example/",
        "https://client.example/{{env:HOME}}",
        "https://client.example/{{sys:user.dir}}",
        "https://client.example/{{bean:form}}",
        "https://client.example/%7B%7Benv:HOME%7D%7D",
        "https://client.example/%7b{env:HOME}%7d",
        "https://client.example/${env:HOME}",
        "https://client.example/%24%7Benv:HOME%7D",
        "https://client.example/?a=RAW(b)",
        "https://client.example/\ud800",
      })
  void refusesWhatCouldMeanSomethingElse(String url) {
    assertRefused(any, new TextNode(url));
  }

  @Test
  void refusesLongUrlsAndOtherTypes() {
    assertRefused(any, new TextNode("https://client.example/" + "a".repeat(9_000)));
    assertRefused(any, IntNode.valueOf(5));
  }

  @Test
  void refusesPlainHttpWhereOnlyHttpsIsAllowed() {
    assertRefused(httpsOnly, new TextNode("http://client.example/"));
    assertThat(httpsOnly.read(new TextNode("https://client.example/"), new Violations()))
        .isEqualTo("https://client.example/");
  }

  private static void assertRefused(CallbackUrl callbackUrl, JsonNode url) {
    Violations violations = new Violations();

    callbackUrl.read(url, violations);

    assertThatThrownBy(violations::throwIfAny).isInstanceOf(Problem.class);
  }

  private static AcceptProperties limits(String... schemes) {
    return new AcceptProperties(200, 10, 64, Duration.ofDays(1), Set.of(schemes));
  }
}
