package dev.caravan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.api.ApiProperties;
import dev.caravan.web.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** What a test says to a running service, and hears from it, as a client would. */
@Component
public class RunningCaravan {
  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final Ports ports;
  private final String key;

  RunningCaravan(Ports ports, ApiProperties api) {
    this.ports = ports;
    this.key = api.key();
  }

  public URI api(String path) {
    return URI.create("http://127.0.0.1:" + ports.api() + path);
  }

  public URI management(String path) {
    return URI.create("http://127.0.0.1:" + ports.management() + path);
  }

  /** Posts a body to sendMessage with the key and {@code application/json}. */
  public HttpResponse<String> send(String body) {
    return exchange(
        request("/api/v1.0/sendMessage")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  /** A request to the API with the key. */
  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(api(path)).header("Authorization", key);
  }

  public HttpResponse<String> exchange(HttpRequest.Builder request) {
    try {
      return http.send(
          request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException("no answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** The message as its client sees it. */
  public JsonNode message(String messageId) {
    return read(exchange(request("/api/v1.0/messages/" + messageId)).body());
  }

  /** The message's state, or what stands in its place while there is none. */
  public String state(String messageId) {
    return message(messageId).path("state").asText("none");
  }

  /** The callbacks that the built-in sink received, the newest first. */
  public JsonNode callbacks() {
    return read(exchange(HttpRequest.newBuilder(api("/sandbox/callbacks"))).body()).path("items");
  }

  public JsonNode read(String text) {
    try {
      return json.readTree(text);
    } catch (IOException e) {
      throw new IllegalStateException("not JSON: " + text, e);
    }
  }
}
