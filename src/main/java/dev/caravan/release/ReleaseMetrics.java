package dev.caravan.release;

import dev.caravan.release.FileStatus.State;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * {@code caravan_releases_total{result}} counts what became of each change, {@code
 * caravan_route_files{state}} says how many files are in which state.
 */
final class ReleaseMetrics {
  private final Map<State, Counter> counters = new EnumMap<>(State.class);
  private volatile Collection<FileStatus> files = List.of();

  ReleaseMetrics(MeterRegistry meters) {
    for (State state : State.values()) {
      counters.put(
          state,
          Counter.builder("caravan.releases")
              .description("changes of route files, by what became of them")
              .tag("result", state.wire())
              .register(meters));
      Gauge.builder("caravan.route.files", () -> in(state))
          .description("route files, by state")
          .tag("state", state.wire())
          .register(meters);
    }
  }

  void count(State state) {
    counters.get(state).increment();
  }

  void files(Collection<FileStatus> now) {
    files = List.copyOf(now);
  }

  private long in(State state) {
    return files.stream().filter(file -> file.state() == state).count();
  }
}
