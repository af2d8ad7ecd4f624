package dev.caravan.message;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * The channels as loaded. A channel and its types exist because a provider file declares them;
 * nothing here or elsewhere lists them in code.
 */
@Component
public class Channels {
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile Map<String, Offer> offers = Map.of();

  /**
   * What one provider file offers.
   *
   * @param recipientMaxLength in code points
   * @param off why it cannot be used; null when it can
   * @param reports null when the provider sends none
   */
  public record Offer(
      String channel,
      String provider,
      Set<String> types,
      int recipientMaxLength,
      String off,
      ReportPolicy reports) {}

  /**
   * Offers by their channels' names.
   *
   * @throws IllegalArgumentException when two providers offer one channel
   */
  public static Map<String, Offer> byName(Collection<Offer> offers) {
    Map<String, Offer> byName = new TreeMap<>();
    for (Offer offer : offers) {
      Offer other = byName.put(offer.channel(), offer);
      if (other != null) {
        throw new IllegalArgumentException(
            "channel `%s` is declared by two providers: %s and %s"
                .formatted(offer.channel(), other.provider(), offer.provider()));
      }
    }
    return byName;
  }

  /** Takes the place of all offers so far, and tells whoever asked to be told. */
  public void replaceAll(Collection<Offer> loaded) {
    offers = Map.copyOf(byName(loaded));
    listeners.forEach(Runnable::run);
  }

  /** Runs that after each change. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  public Optional<Offer> find(String channel) {
    return Optional.ofNullable(offers.get(channel));
  }

  /** The reports of a provider, if it sends any. */
  public Optional<ReportPolicy> reportsOf(String provider) {
    return offers.values().stream()
        .filter(offer -> offer.provider().equals(provider))
        .map(Offer::reports)
        .filter(Objects::nonNull)
        .findFirst();
  }

  /** All offers, in the order of the channels' names. */
  public List<Offer> all() {
    return offers.values().stream().sorted(Comparator.comparing(Offer::channel)).toList();
  }

  public Set<String> names() {
    return offers.keySet();
  }

  /** Every message type that some channel carries. */
  public Set<String> types() {
    return offers.values().stream()
        .flatMap(offer -> offer.types().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The queues of all channels, types and lanes. */
  public List<String> queues() {
    return offers.values().stream()
        .flatMap(
            offer -> offer.types().stream().map(type -> QueueNames.lanes(offer.channel(), type)))
        .flatMap(List::stream)
        .toList();
  }
}
