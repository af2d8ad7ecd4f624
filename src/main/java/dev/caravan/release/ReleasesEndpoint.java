package dev.caravan.release;

import java.util.List;
import java.util.Map;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/**
 * {@code /actuator/releases}: what became of each route file, a check without a release, and undo.
 */
@Component
@Endpoint(id = "releases")
class ReleasesEndpoint {
  private final RouteFiles routeFiles;

  ReleasesEndpoint(RouteFiles routeFiles) {
    this.routeFiles = routeFiles;
  }

  /** {@code GET}: every file with its version, state and faults. */
  @ReadOperation
  Map<String, List<FileStatus>> files() {
    return Map.of("files", routeFiles.releases().files());
  }

  /**
   * {@code POST}: whether a file would be released.
   *
   * @param file its name below the routes folder
   * @param content its text
   * @return 200 with its faults; none means that it would be
   */
  @WriteOperation
  WebEndpointResponse<Object> check(String file, String content) {
    boolean tooLong = content.length() > routeFiles.maxFileSize();
    List<Fault> faults =
        tooLong
            ? List.of(new Fault(file, 0, "size", "longer than caravan.release.max-file-size"))
            : routeFiles.releases().check(new RouteFile(file, content));
    return new WebEndpointResponse<>(
        Map.of("file", file, "good", faults.isEmpty(), "faults", faults));
  }

  /**
   * {@code POST} to {@code undo/<file>}: brings back the version before.
   *
   * @return 200 with the file's new status, 409 when there is no earlier version or it does not
   *     build any more
   */
  @WriteOperation
  WebEndpointResponse<Object> undo(
      @Selector String action, @Selector(match = Selector.Match.ALL_REMAINING) String[] path) {
    String file = String.join("/", path);
    if (!action.equals("undo")) {
      return problem(404, "there is only undo/" + file);
    }
    try {
      return new WebEndpointResponse<>(routeFiles.releases().undo(file));
    } catch (IllegalArgumentException | RouteFileException e) {
      return problem(409, e.getMessage());
    }
  }

  private static WebEndpointResponse<Object> problem(int status, @Nullable String detail) {
    return new WebEndpointResponse<>(
        Map.of("status", status, "detail", String.valueOf(detail)), status);
  }
}
