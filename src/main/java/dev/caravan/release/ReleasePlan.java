package dev.caravan.release;

import java.util.List;
import java.util.Map;

/**
 * A release that has passed every check.
 *
 * @param replaced the files whose routes are taken away, by name: those that change, and those made
 *     from a template that changes
 * @param added what comes in their place, in the order in which it must be added
 * @param beans all beans that there will be
 */
record ReleasePlan(
    Map<String, RunningFile> replaced, List<Checked> added, Map<String, Object> beans) {

  /** A file as it runs. */
  record RunningFile(
      RouteDocument document, Map<String, Object> beans, LiveRoutes.Installed installed) {}

  /** A file that has been built in a trial. */
  record Checked(RouteDocument document, Map<String, Object> beans) {}
}
