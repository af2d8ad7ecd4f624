package dev.caravan.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.message.StoredReport;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The fields of a report's body: a form, or a JSON object with dots between its levels. */
final class ReportFields {
  static final String FORM = "application/x-www-form-urlencoded";

  /** Names become those of variables; others are not there. */
  private static final Pattern NAME = Pattern.compile("[\\w.-]{1,64}");

  private static final int MAX_LENGTH = 1024;

  private final ObjectMapper json;

  ReportFields(ObjectMapper json) {
    this.json = json;
  }

  /**
   * Reads the fields.
   *
   * @throws IllegalArgumentException when the body is neither
   */
  Map<String, String> of(StoredReport report) {
    Map<String, String> fields = new TreeMap<>();
    if (isJson(report.contentType())) {
      try {
        readJson("", json.readTree(report.body()), fields);
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException("a report that is not JSON", e);
      }
    } else {
      for (String pair : report.body().split("&")) {
        String[] parts = pair.split("=", 2);
        put(decoded(parts[0]), parts.length < 2 ? "" : decoded(parts[1]), fields);
      }
    }
    return fields;
  }

  /** Fields as a form. */
  static String form(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static boolean isJson(String contentType) {
    return contentType != null
        && contentType.toLowerCase(Locale.ROOT).startsWith("application/json");
  }

  private static void readJson(String name, JsonNode node, Map<String, String> fields) {
    if (node.isObject()) {
      String prefix = name.isEmpty() ? "" : name + ".";
      node.properties()
          .forEach(member -> readJson(prefix + member.getKey(), member.getValue(), fields));
    } else if (node.isValueNode() && !node.isNull()) {
      put(name, node.asText(), fields);
    }
  }

  private static void put(String name, String value, Map<String, String> fields) {
    if (NAME.matcher(name).matches() && value.length() <= MAX_LENGTH) {
      fields.putIfAbsent(name, value.replaceAll("\\p{Cntrl}", "").strip());
    }
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
