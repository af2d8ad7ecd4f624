package dev.caravan.sandbox;

import java.util.LinkedHashMap;
import java.util.Map;

/** Knows whether something is tried for the first time; forgets the oldest of ten thousand. */
final class FirstTries {
  private static final int KEPT = 10_000;

  private final Map<String, Boolean> tried =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > KEPT;
        }
      };

  /** Whether this text was not tried before for this recipient. */
  synchronized boolean isFirst(String recipient, String text) {
    return tried.put(recipient + ' ' + text.hashCode(), true) == null;
  }
}
