package dev.caravan.channel;

import java.util.Collections;
import java.util.List;

/**
 * What a provider route gives back.
 *
 * @param outcomes one for each recipient of the submission, in its order
 * @param code the provider's status, for the attempt's record; null without an answer
 * @param callbackData JSON object text whose members the client's callback repeats; null for none
 */
public record Answer(List<Outcome> outcomes, String code, String callbackData) {

  /** The same outcome for all. */
  static Answer forAll(int recipients, Outcome outcome, String code, String callbackData) {
    return new Answer(Collections.nCopies(recipients, outcome), code, callbackData);
  }
}
