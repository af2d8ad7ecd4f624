package dev.caravan.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads JSON that came from outside, strictly: UTF-8 without byte order mark, one document, no
 * duplicate keys, nesting and numbers within Jackson's limits.
 */
public final class JsonText {
  private static final ObjectMapper STRICT =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
          .build();

  private JsonText() {}

  /**
   * The document in these bytes.
   *
   * @throws Problem {@code json-malformed}, with the place of the fault
   */
  public static JsonNode parse(byte[] bytes) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw malformed("the body is not UTF-8");
    }
    if (text.startsWith("\uFEFF")) {
      throw malformed("Unexpected UTF-8 BOM");
    }
    try (JsonParser parser = STRICT.createParser(text)) {
      JsonNode document = STRICT.readTree(parser);
      if (document == null || document.isMissingNode()) {
        throw malformed("Expecting value: line 1 column 1");
      }
      return document;
    } catch (JsonProcessingException e) {
      throw malformed(fault(e));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException("reading from memory cannot fail", e);
    }
  }

  /** What is wrong and where, without the text itself, which would end in logs and answers. */
  private static String fault(JsonProcessingException e) {
    String place =
        e.getLocation() == null
            ? ""
            : ": line %d column %d"
                .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
    String what =
        e.getOriginalMessage() != null && e.getOriginalMessage().startsWith("Duplicate field")
            ? "Duplicate key"
            : "Invalid JSON";
    return what + place;
  }

  private static Problem malformed(String fault) {
    return new Problem(ProblemCode.JSON_MALFORMED, "JSON parse error - " + fault);
  }
}
