package dev.caravan.message;

import dev.caravan.group.Grouped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * The commits that workers share: claims and outcomes, of messages and of callbacks, that come at
 * the same time are one transaction. What costs is the round trip and the disk's sync, and there is
 * one of each however many kinds of writes they carry.
 */
@Component
class WorkCommits implements DisposableBean {
  private final Pipeline pipeline;
  private final Grouped<Work<?, ?>, Object> group;

  WorkCommits(Pipeline pipeline, StoreProperties store) {
    this.pipeline = pipeline;
    this.group = new Grouped<>("work", store.work(), this::commit);
  }

  /** One kind of writes. */
  interface Kind<T, R> {
    Share<R> share(List<T> items);
  }

  /**
   * What one kind has in a commit.
   *
   * @param results asked after the commit: one for each item, in their order
   */
  record Share<R>(List<Step> steps, Supplier<List<R>> results) {}

  private record Work<T, R>(Kind<T, R> kind, T item) {}

  /**
   * Returns the item's result once it is committed; while the database is away it tries again.
   *
   * @param kind the same object for all items of the kind
   * @param patience for how long; then the failure is thrown
   */
  @SuppressWarnings("unchecked") // The result is of the kind that was asked.
  <T, R> R submit(Kind<T, R> kind, T item, Duration patience) {
    return (R) group.submitPatiently(new Work<>(kind, item), patience);
  }

  private List<Object> commit(List<Work<?, ?>> group) {
    Map<Kind<?, ?>, List<Object>> items = new LinkedHashMap<>();
    group.forEach(
        work -> items.computeIfAbsent(work.kind(), kind -> new ArrayList<>()).add(work.item()));
    Map<Kind<?, ?>, Share<?>> shares = new LinkedHashMap<>();
    items.forEach((kind, its) -> shares.put(kind, share(kind, its)));
    // In one order, whoever came first: another order would be another statement to plan and keep.
    pipeline.run(
        shares.values().stream()
            .map(Share::steps)
            .sorted(Comparator.comparing(steps -> steps.get(0).sql()))
            .flatMap(List::stream)
            .toArray(Step[]::new));
    Map<Kind<?, ?>, Iterator<?>> results = new HashMap<>();
    shares.forEach((kind, share) -> results.put(kind, share.results().get().iterator()));
    List<Object> inOrder = new ArrayList<>(group.size());
    group.forEach(work -> inOrder.add(results.get(work.kind()).next()));
    return inOrder;
  }

  @SuppressWarnings("unchecked") // The items were submitted with this kind.
  private static <T> Share<?> share(Kind<T, ?> kind, List<Object> items) {
    return kind.share((List<T>) items);
  }

  @Override
  public void destroy() {
    group.close();
  }
}
