package dev.caravan.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.caravan.EmbeddedCaravan;
import dev.caravan.Fixtures;
import dev.caravan.RunningCaravan;
import dev.caravan.accept.AcceptProperties;
import dev.caravan.message.MessageState;
import dev.caravan.web.ProblemCode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.io.ClassPathResource;

/** The contract says what the service does: paths, limits, codes, and answers as they come. */
@EmbeddedCaravan
class OpenApiTest {
  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "patch", "head", "options", "trace");

  @Autowired private RunningCaravan caravan;
  @Autowired private CamelContext camel;
  @Autowired private AcceptProperties limits;
  @Autowired private ApiProperties api;

  private JsonNode contract;

  @BeforeEach
  void read() throws IOException {
    contract =
        new YAMLMapper().readTree(new ClassPathResource("static/openapi.yaml").getInputStream());
  }

  @Test
  void namesExactlyTheOperationsThatRun() {
    Set<String> running = new TreeSet<>();
    camel
        .getRestRegistry()
        .listAllRestServices()
        .forEach(
            operation ->
                running.add(
                    operation.getMethod().toLowerCase(Locale.ROOT)
                        + " "
                        + operation.getBasePath()
                        + operation.getUriTemplate()));

    Set<String> written = new TreeSet<>();
    contract
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        name -> {
                          if (METHODS.contains(name)) {
                            written.add(name + " " + path.getKey());
                          }
                        }));

    assertThat(written).isEqualTo(running);
  }

  @Test
  void namesEveryCodeAndState() {
    assertThat(texts(schema("Problem").at("/properties/code/enum")))
        .containsExactlyElementsOf(
            Arrays.stream(ProblemCode.values()).map(ProblemCode::wire).toList());
    assertThat(texts(schema("State").path("enum")))
        .containsExactlyElementsOf(
            Arrays.stream(MessageState.values()).map(MessageState::wire).toList());
  }

  @Test
  void namesTheConfiguredLimits() {
    JsonNode fields = schema("SendRequest").path("properties");
    JsonNode body = contract.at("/paths/~1api~1v1.0~1sendMessage/post/requestBody");

    assertThat(fields.at("/message/maxLength").asInt()).isEqualTo(limits.maxTextLength());
    assertThat(fields.at("/recipients/maxItems").asInt()).isEqualTo(limits.maxRecipients());
    assertThat(fields.at("/recipients/items/maxLength").asInt())
        .isEqualTo(limits.maxRecipientLength());
    assertThat(fields.at("/sendAt/x-max-ahead").asText()).satisfies(this::isTheDelay);
    assertThat(fields.at("/validUntil/x-max-ahead").asText()).satisfies(this::isTheDelay);
    assertThat(body.path("x-max-bytes").asLong()).isEqualTo(api.maxBodySize().toBytes());
    assertThat(DurationStyle.detectAndParse(body.path("x-body-timeout").asText()))
        .isEqualTo(api.bodyTimeout());
  }

  private void isTheDelay(String text) {
    assertThat(DurationStyle.detectAndParse(text)).isEqualTo(limits.maxDelay());
  }

  @Test
  void refusesJustAboveEachWrittenLength() {
    JsonNode fields = schema("SendRequest").path("properties");

    for (String field : List.of("messageId", "senderId", "message", "priority", "callback")) {
      int max = fields.at("/" + field + "/maxLength").asInt();
      ObjectNode request = (ObjectNode) caravan.read(Fixtures.SAMPLE);
      request.put(field, "https://a/".concat("x".repeat(max - 9)));

      var answer = caravan.send(request.toString());

      assertThat(answer.statusCode()).as(field).isEqualTo(400);
      assertThat(caravan.read(answer.body()).at("/" + field + "/0").asText())
          .isEqualTo("Ensure this field has no more than %d characters.".formatted(max));
    }
  }

  @Test
  void requiresTheFieldsThatTheServiceRequires() {
    JsonNode problem = caravan.read(caravan.send("{}").body());

    assertThat(texts(schema("SendRequest").path("required")))
        .allSatisfy(
            field ->
                assertThat(problem.path(field).path(0).asText())
                    .isEqualTo("This field is required."));
    assertThat(problem.size()).isEqualTo(5 + schema("SendRequest").path("required").size());
  }

  @Test
  void describesRequestsAnswersAndCallbacksAsTheyAre() {
    String id = Fixtures.freshId();
    String request = Fixtures.httpbinSample(id);
    caravan.send(request);
    await().atMost(Duration.ofSeconds(5)).until(() -> caravan.state(id).equals("delivered"));
    await().atMost(Duration.ofSeconds(5)).until(() -> !callbackOf(id).isMissingNode());

    assertMatches("SendRequest", caravan.read(request));
    assertMatches("Message", caravan.message(id));
    assertMatches("CallbackEnvelope", caravan.read(callbackOf(id).path("body").asText()));
    assertMatches(
        "Channels", caravan.read(caravan.exchange(caravan.request("/api/v1.0/channels")).body()));
    assertMatches("Problem", caravan.read(caravan.send(request).body()));
    assertMatches("Problem", caravan.read(caravan.send("{\"recipients\":[null]}").body()));
    assertMatches("Problem", caravan.read(caravan.send("{").body()));
  }

  @Test
  void givesExamplesThatMatchTheirSchemas() {
    List<JsonNode> media = new ArrayList<>(contract.findParents("schema"));
    media.removeIf(place -> !place.has("example") && !place.has("examples"));

    assertThat(media).hasSizeGreaterThan(5);
    media.forEach(
        place -> {
          String name = place.at("/schema/$ref").asText().replaceFirst(".*/", "");
          if (place.has("example") && !name.isEmpty()) {
            assertMatches(name, place.path("example"));
          }
          place.path("examples").forEach(example -> assertMatches(name, example.path("value")));
        });
  }

  private JsonNode callbackOf(String id) {
    for (JsonNode callback : caravan.callbacks()) {
      if (callback.path("url").asText().endsWith("/" + id)) {
        return callback;
      }
    }
    return contract.path("none");
  }

  private JsonNode schema(String name) {
    return contract.at("/components/schemas/" + name);
  }

  private void assertMatches(String schemaName, JsonNode value) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("$ref", "#/components/schemas/" + schemaName);
    root.set("components", contract.path("components"));
    JsonSchema schema = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(root);
    assertThat(schema.validate(value)).as("%s: %s", schemaName, value).isEmpty();
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(item -> texts.add(item.asText()));
    return texts;
  }
}
