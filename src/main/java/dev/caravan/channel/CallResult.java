package dev.caravan.channel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;

/**
 * What one call came to, or all the calls of an attempt.
 *
 * @param outcomes one for each recipient, in their order
 * @param code the provider's status; null without an answer
 * @param callbackData JSON object text whose members the client's callback repeats; null for none
 * @param exchanges what was said, redacted
 */
record CallResult(
    List<Outcome> outcomes, String code, String callbackData, List<Exchanged> exchanges) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Enough to see what went on; a message to thousands would have as many. */
  private static final int SHOWN_EXCHANGES = 3;

  /** The result of an attempt that was made of these calls; null stands for one not made. */
  static CallResult merged(List<Outcome> outcomes, List<CallResult> results) {
    List<CallResult> made = results.stream().filter(Objects::nonNull).toList();
    return new CallResult(
        outcomes,
        made.stream()
            .map(CallResult::code)
            .filter(Objects::nonNull)
            .distinct()
            .reduce((a, b) -> "mixed")
            .orElse(null),
        together(made.stream().map(CallResult::callbackData).filter(Objects::nonNull).toList()),
        made.stream()
            .flatMap(result -> result.exchanges().stream())
            .limit(SHOWN_EXCHANGES)
            .toList());
  }

  /** The exchanges as an attempt keeps them; null when there were none. */
  String exchangesAsJson() {
    try {
      return exchanges.isEmpty() ? null : JSON.writeValueAsString(exchanges);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("there are only words in it", e);
    }
  }

  /**
   * One answer where the provider gave several: lists are joined, of single values the last counts.
   */
  private static String together(List<String> answers) {
    if (answers.size() < 2) {
      return answers.isEmpty() ? null : answers.get(0);
    }
    try {
      ObjectNode all = JSON.createObjectNode();
      for (String answer : answers) {
        join(all, JSON.readTree(answer));
      }
      return all.toString();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("callback data is JSON", e);
    }
  }

  /** Into the first, which a message to thousands would else copy a thousand times. */
  private static void join(ObjectNode into, JsonNode more) {
    more.properties()
        .forEach(
            member -> {
              JsonNode known = into.get(member.getKey());
              JsonNode next = member.getValue();
              if (known instanceof ArrayNode list && next instanceof ArrayNode others) {
                list.addAll(others);
              } else if (known instanceof ObjectNode inner && next.isObject()) {
                join(inner, next);
              } else {
                into.set(member.getKey(), next);
              }
            });
  }
}
