package dev.caravan.channel;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whom a provider can reach, and how it wants them written.
 *
 * @param maxLength in code points
 * @param region of numbers without a country code; null where recipients are taken as they are
 * @param perCall how many go into one call; 0 for all
 */
record Addresses(Pattern pattern, int maxLength, String region, int perCall) {
  private static final Set<String> KEYS = Set.of("form", "region", "perCall");
  private static final int MAX_PER_CALL = 10_000;

  static Addresses of(ProviderCard card) {
    Map<String, String> recipients = card.getRecipients();
    Provider.require(
        KEYS.containsAll(recipients.keySet()),
        "recipients may have %s, it has %s".formatted(KEYS, recipients.keySet()));
    String form = recipients.getOrDefault("form", "as-is");
    Provider.require(
        Set.of("as-is", "e164").contains(form),
        "recipients.form must be as-is or e164, it is " + form);
    String region = form.equals("e164") ? recipients.get("region") : null;
    Provider.require(
        form.equals("as-is") || region != null && PhoneNumbers.knows(region),
        "recipients.region must be a country such as KE, it is " + region);
    int perCall = Provider.number("recipients.perCall", recipients.getOrDefault("perCall", "0"));
    Provider.require(
        perCall >= 0 && perCall <= MAX_PER_CALL,
        "recipients.perCall must be 0 to %d, it is %d".formatted(MAX_PER_CALL, perCall));
    return new Addresses(
        Pattern.compile(card.getRecipientPattern(), Pattern.DOTALL),
        card.getRecipientMaxLength(),
        region,
        perCall);
  }

  /** The recipient as the provider wants it; empty when it cannot be reached. */
  Optional<String> of(String recipient) {
    if (recipient.codePointCount(0, recipient.length()) > maxLength
        || !pattern.matcher(recipient).matches()) {
      return Optional.empty();
    }
    return region == null ? Optional.of(recipient) : PhoneNumbers.e164(recipient, region);
  }
}
