package dev.caravan.sandbox;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * When and in what order a stand-in reports on what it accepted. The order is that of the magic
 * numbers, from 0711002000 for the second.
 */
enum Reporting {
  NORMAL,
  NONE,
  /** Before the message is answered. */
  EARLY,
  THRICE,
  /** The final report, then the ones before it. */
  OUT_OF_ORDER,
  LATE,
  IN_STEPS,
  /** Failed, then delivered. */
  CONTRADICTING,
  /** With a word that no document knows. */
  UNKNOWN_WORD;

  /** Of the words of a provider those that are reported, in that order. */
  List<String> words(Words words) {
    return switch (this) {
      case NONE -> List.of();
      case NORMAL, EARLY, LATE -> List.of(words.delivered());
      case THRICE -> Collections.nCopies(3, words.delivered());
      case OUT_OF_ORDER -> {
        List<String> reversed = new ArrayList<>();
        reversed.add(words.delivered());
        reversed.addAll(words.onTheWay());
        yield reversed;
      }
      case IN_STEPS -> {
        List<String> steps = new ArrayList<>(words.onTheWay());
        steps.add(words.delivered());
        yield steps;
      }
      case CONTRADICTING -> List.of(words.failed(), words.delivered());
      case UNKNOWN_WORD -> List.of(words.unknown());
    };
  }

  /** How a provider calls what it reports. */
  record Words(List<String> onTheWay, String delivered, String failed, String unknown) {}
}
