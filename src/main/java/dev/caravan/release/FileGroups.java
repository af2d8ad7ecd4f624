package dev.caravan.release;

import dev.caravan.release.ReleasePlan.RunningFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which files are released together: each by itself, but for those between which a route moves. */
record FileGroups(Map<String, Seen> folder, Map<String, RunningFile> running) {
  List<List<String>> of(List<String> names) {
    List<List<String>> groups = new ArrayList<>();
    for (String name : names) {
      List<String> group =
          groups.stream()
              .filter(others -> others.stream().anyMatch(other -> exchange(name, other)))
              .findFirst()
              .orElse(null);
      if (group == null) {
        group = new ArrayList<>();
        groups.add(group);
      }
      group.add(name);
    }
    return groups;
  }

  /** Whether a route that runs from one of the two files is in the other file now. */
  private boolean exchange(String one, String other) {
    return moves(one, other) || moves(other, one);
  }

  private boolean moves(String from, String to) {
    RunningFile file = running.get(from);
    Seen seen = folder.get(to);
    if (file == null || seen == null || seen.file() == null) {
      return false;
    }
    try {
      Set<String> there = StructureRules.routeIds(RouteDocument.parse(seen.file()));
      return StructureRules.routeIds(file.document()).stream().anyMatch(there::contains);
    } catch (RouteFileException e) {
      return false;
    }
  }
}
