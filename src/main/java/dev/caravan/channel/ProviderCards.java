package dev.caravan.channel;

import dev.caravan.message.Channels;
import dev.caravan.release.RouteBeans;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What route files may declare: providers' cards, and nothing else. */
final class ProviderCards implements RouteBeans {
  @Override
  public Class<?> type() {
    return ProviderCard.class;
  }

  @Override
  public Set<String> usable() {
    return ProviderBeans.NAMES;
  }

  @Override
  public void check(Map<String, ?> all) {
    Channels.byName(offers(all));
  }

  @Override
  public Map<String, String> calls(Map<String, ?> all) {
    Map<String, String> calls = new HashMap<>();
    for (Provider provider : providers(all)) {
      String caller = "the card of provider " + provider.name();
      calls.put(provider.sendEndpoint(), caller);
      if (provider.reports() != null) {
        calls.put(provider.reportEndpoint(), caller);
      }
    }
    return calls;
  }

  /**
   * The providers of these cards, in the order of their names.
   *
   * @throws IllegalArgumentException naming the provider whose card is wrong
   */
  static List<Provider> providers(Map<String, ?> cards) {
    List<Provider> providers = new ArrayList<>();
    for (String name : new TreeSet<>(cards.keySet())) {
      try {
        providers.add(Provider.of(name, (ProviderCard) cards.get(name)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("provider " + name + ": " + e.getMessage(), e);
      }
    }
    return providers;
  }

  static List<Channels.Offer> offers(Map<String, ?> cards) {
    return providers(cards).stream().map(Provider::offer).toList();
  }
}
