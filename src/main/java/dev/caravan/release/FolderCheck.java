package dev.caravan.release;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.camel.impl.DefaultCamelContext;
import org.springframework.context.ApplicationContext;

/** Checks a folder of route files as a start of the service would, without the service. */
public final class FolderCheck {
  private final ApplicationContext application;
  private final RouteBeans beans;
  private final ReleaseProperties release;

  FolderCheck(ApplicationContext application, RouteBeans beans, ReleaseProperties release) {
    this.application = application;
    this.beans = beans;
    this.release = release;
  }

  /**
   * What was found.
   *
   * @param files how many there are
   * @param faults a line for each fault; empty when the service would start with them
   */
  public record Report(int files, List<String> faults) {}

  /** Checks all files below a folder. */
  public Report check(Path root) throws Exception {
    RoutesFolder folder = new RoutesFolder(root, release.maxFileSize().toBytes());
    List<Fault> faults = new ArrayList<>();
    Map<String, RouteFile> files = new TreeMap<>();
    int number = read(folder, files, faults);
    if (!files.isEmpty()) {
      faults.addAll(check(files, root.toString()));
    }
    return new Report(number, faults.stream().map(Fault::toString).toList());
  }

  /** How many files there are, of which some may not be usable. */
  private static int read(RoutesFolder folder, Map<String, RouteFile> files, List<Fault> faults) {
    Set<String> names = Set.of();
    try {
      names = folder.stamps().keySet();
      if (names.isEmpty()) {
        faults.add(new Fault(folder.root().toString(), 0, "folder", "no *.camel.yaml is in it"));
      }
    } catch (IOException e) {
      faults.add(new Fault(folder.root().toString(), 0, "folder", "cannot be read: " + e));
    }
    for (String name : names) {
      try {
        files.put(name, folder.read(name));
      } catch (RouteFileException e) {
        faults.addAll(e.faults());
      } catch (IOException e) {
        faults.add(new Fault(name, 0, "folder", "cannot be read: " + e));
      }
    }
    return names.size();
  }

  private List<Fault> check(Map<String, RouteFile> files, String root) throws Exception {
    try (DefaultCamelContext camel = Trial.context(application)) {
      camel.build();
      Trunk.load().standIn(camel);
      LiveRoutes live = new LiveRoutes(camel, Duration.ZERO);
      new Checks(camel, live, new Trial(application), beans, release).whole(files, root);
      return List.of();
    } catch (RouteFileException e) {
      return e.faults();
    }
  }
}
