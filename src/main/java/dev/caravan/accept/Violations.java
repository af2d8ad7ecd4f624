package dev.caravan.accept;

import dev.caravan.web.Problem;
import dev.caravan.web.ProblemCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Everything wrong with one request, by field, in the seed's words. */
final class Violations {
  private final Map<String, Object> fields = new LinkedHashMap<>();

  void add(String field, String text) {
    fields.put(field, List.of(text));
  }

  /** Faults of single items of a list, by their index. */
  void addItems(String field, Map<String, List<String>> items) {
    fields.put(field, items);
  }

  void throwIfAny() {
    if (!fields.isEmpty()) {
      throw new Problem(ProblemCode.INVALID_REQUEST, fields);
    }
  }
}
