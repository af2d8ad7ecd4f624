package dev.caravan.message;

import java.time.Duration;

/**
 * How a provider's reports come and what they mean.
 *
 * @param secret what the path of an HTTP report ends in; null where reports do not come by HTTP
 * @param limit how long a report may take; then it is unknown what became of the recipient
 */
public record ReportPolicy(
    String secret, Duration limit, ProviderIdForm idForm, ReportCodes codes) {

  /** The secret never appears in a log. */
  @Override
  public String toString() {
    return "ReportPolicy[limit=%s, idForm=%s]".formatted(limit, idForm);
  }
}
