package dev.caravan.release;

import java.util.Map;
import java.util.Set;

/**
 * The one kind of bean that route files may declare. Whoever gives these beans their meaning
 * implements it; the releaser knows nothing of them.
 */
public interface RouteBeans {
  /** The class that a file names as a bean's type; no other is constructed. */
  Class<?> type();

  /** The names of beans in the service that a file may refer to. */
  Set<String> usable();

  /**
   * Checks all beans that would be there after a release, by their names.
   *
   * @throws IllegalArgumentException saying what is wrong with which
   */
  void check(Map<String, ?> all);

  /** The endpoints that these beans make something call, each with a word for the caller. */
  Map<String, String> calls(Map<String, ?> all);
}
