package dev.caravan.release;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The endpoints that a document names. */
final class Endpoints {
  /** The steps whose value may be the URI itself. */
  private static final Set<String> BY_URI = Set.of("from", "to");

  private Endpoints() {}

  /**
   * An endpoint as a file names it.
   *
   * @param uri with what its placeholders stand for, {@code direct} without options
   */
  record Named(String pointer, boolean consumer, String uri) {
    String scheme() {
      int colon = uri.indexOf(':');
      return colon < 0 ? uri : uri.substring(0, colon);
    }
  }

  /** All that are named by a {@code uri}, or in the short form by the step itself. */
  static List<Named> of(RouteDocument document, UnaryOperator<String> resolve) {
    List<Named> endpoints = new ArrayList<>();
    document.forEachStep(
        (pointer, step) -> {
          String key = pointer.substring(pointer.lastIndexOf('/') + 1);
          if (step.path("uri").isTextual()) {
            endpoints.add(
                new Named(
                    pointer, key.equals("from"), uri(step.get("uri").asText(), step, resolve)));
          }
          BY_URI.forEach(
              name -> {
                if (step.path(name).isTextual()) {
                  endpoints.add(
                      new Named(
                          pointer + "/" + name,
                          name.equals("from"),
                          uri(step.get(name).asText(), step, resolve)));
                }
              });
        });
    return endpoints;
  }

  /** {@code direct} with the parameter {@code name: x} is {@code direct:x}. */
  private static String uri(String written, JsonNode step, UnaryOperator<String> resolve) {
    String uri = withoutOptions(resolve.apply(written));
    JsonNode name = step.path("parameters").path("name");
    return uri.contains(":") || !name.isTextual() ? uri : uri + ":" + resolve.apply(name.asText());
  }

  /** Camel writes {@code direct:x} and {@code direct://x} for the same, whatever the options. */
  static String withoutOptions(String uri) {
    return uri.startsWith("direct:") ? uri.replaceFirst("^direct:/*([^?]*).*$", "direct:$1") : uri;
  }
}
