package dev.caravan.release;

import java.util.Map;
import org.apache.camel.RoutesBuilder;

/** What follows from the beans of the files that run. */
public interface BeanWork {
  /**
   * Told of all beans that there will be, before the routes of new ones start and before those of
   * old ones stop.
   */
  void changed(Map<String, ?> all);

  /** The routes that a file's beans bring with them; they start and stop with the file's own. */
  RoutesBuilder routes(Map<String, ?> ofFile);
}
