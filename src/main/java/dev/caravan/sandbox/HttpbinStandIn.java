package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.http.MediaType;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;

/** Answers a post of a form or of JSON as httpbin's {@code /post} does: with what it was sent. */
@Sandbox
class HttpbinStandIn {
  private static final String POST = "/sandbox/httpbin/post";

  @PostMapping(
      path = POST,
      consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  Map<String, Object> postForm(
      @RequestBody MultiValueMap<String, String> form, HttpServletRequest request) {
    return answer(request, "", single(form), null);
  }

  @PostMapping(
      path = POST,
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  Map<String, Object> postJson(@RequestBody JsonNode json, HttpServletRequest request) {
    return answer(request, json.toString(), Map.of(), json);
  }

  private static Map<String, Object> answer(
      HttpServletRequest request, String data, Map<String, Object> form, JsonNode json) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("args", Map.of());
    answer.put("data", data);
    answer.put("files", Map.of());
    answer.put("form", form);
    answer.put("headers", headers(request));
    answer.put("json", json);
    answer.put("origin", request.getRemoteAddr());
    answer.put("url", request.getRequestURL().toString());
    return answer;
  }

  /** One value is a text, several are a list. */
  private static Map<String, Object> single(MultiValueMap<String, String> form) {
    Map<String, Object> fields = new LinkedHashMap<>();
    form.forEach(
        (name, values) ->
            fields.put(name, values.size() == 1 ? values.get(0) : List.copyOf(values)));
    return fields;
  }

  private static Map<String, String> headers(HttpServletRequest request) {
    Map<String, String> headers = new TreeMap<>();
    Collections.list(request.getHeaderNames())
        .forEach(name -> headers.put(name, request.getHeader(name)));
    return headers;
  }
}
