package dev.caravan.channel;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The part of an answer that says of each recipient what became of it, at the card's paths. */
final class RecipientList {
  /** How a service written in Python may say that there is no id. */
  private static final String NONE = "None";

  private final JsonNode body;
  private final Provider provider;
  private final Map<String, String> paths;

  RecipientList(JsonNode body, Provider provider) {
    this.body = body;
    this.provider = provider;
    this.paths = provider.recipientPaths();
  }

  boolean isEmpty() {
    return body.at(paths.get("list")).isEmpty();
  }

  /** In the order of the recipients; who is named twice has two entries, or shares one. */
  List<Outcome> outcomes(List<String> recipients) {
    Map<String, Deque<Outcome>> entries = new HashMap<>();
    for (JsonNode entry : body.at(paths.get("list"))) {
      entries.computeIfAbsent(address(entry), it -> new ArrayDeque<>()).add(outcome(entry));
    }
    return recipients.stream().map(recipient -> next(entries.get(recipient))).toList();
  }

  private static Outcome next(Deque<Outcome> entries) {
    if (entries == null) {
      return new Outcome.Unknown("the answer does not name this recipient");
    }
    return entries.size() > 1 ? entries.poll() : entries.peek();
  }

  /** As it was asked for, however the provider writes it. */
  private String address(JsonNode entry) {
    String written = entry.path(paths.get("recipient")).asText();
    return provider.addresses().of(written).orElse(written);
  }

  private Outcome outcome(JsonNode entry) {
    String id = Words.id(entry.path(paths.get("id")).asText(""));
    boolean none = id.isEmpty() || id.equals(NONE);
    return provider
        .recipientCodes()
        .outcome(Words.of(entry.path(paths.get("code")).asText()), none ? null : id, null);
  }

  /** Nobody is named: the request as a whole was refused, with a word that may be in the table. */
  Outcome refusal() {
    if (body.isMissingNode()) {
      return new Outcome.Unknown("the answer cannot be read");
    }
    String word = Words.of(body.at(paths.getOrDefault("refusal", "")).asText(""));
    return word.isEmpty()
        ? new Outcome.Unknown("the answer says nothing of the recipients")
        : provider.recipientCodes().outcome(word, null, null);
  }
}
