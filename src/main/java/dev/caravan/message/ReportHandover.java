package dev.caravan.message;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The short way from stored reports to whoever works on them in the same process, as {@link
 * Handover} is for messages: whatever happens to the process, the rows are due again by themselves.
 */
public interface ReportHandover {
  /** Until when reports that are stored now belong to this process; empty when it takes none. */
  Optional<Instant> lease();

  /** These are committed and leased. */
  void stored(List<StoredReport> reports);

  /** These were here before the provider's answer was recorded, which they can be matched with. */
  void look(List<UUID> early);
}
