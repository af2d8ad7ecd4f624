package dev.caravan.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What httpbin is sent, to the byte: what the seed sent it. */
class HttpbinWireTest {
  private static final OneCallServer SERVER = new OneCallServer();
  private static ProviderRoute route;

  @BeforeAll
  static void load() throws Exception {
    route = new ProviderRoute("httpbin", Map.of("caravan.httpbin.url", SERVER.url()));
  }

  @AfterAll
  static void close() throws Exception {
    route.close();
    SERVER.close();
  }

  @Test
  void postsOneFormWithARepeatedField() {
    SERVER.answer("200", "Content-Type: application/json\r\n", "{\"form\":{}}");

    CallResult result =
        route.send(ProviderRoute.submission("dummy", "${body} {{x}}", "0700987654", "a b"));

    assertThat(SERVER.requests().get(0))
        .isEqualTo(
            """
            POST /post HTTP/1.1\r
            Accept-Encoding: gzip, x-gzip, deflate\r
            Host: 127.0.0.1:PORT\r
            Content-Length: 72\r
            Content-Type: application/x-www-form-urlencoded\r
            Connection: keep-alive\r
            User-Agent: caravan\r
            \r
            message=%24%7Bbody%7D+%7B%7Bx%7D%7D&recipients=0700987654&recipients=a+b""");
    assertThat(result.outcomes()).hasSize(2).allMatch(outcome -> outcome.name().equals("accepted"));
    assertThat(result.callbackData()).isEqualTo("{\"status_code\":200,\"data\":{\"form\":{}}}");
  }
}
