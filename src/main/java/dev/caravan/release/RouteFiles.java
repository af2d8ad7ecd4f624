package dev.caravan.release;

import dev.caravan.channel.ProviderCard;
import dev.caravan.channel.ProviderInstaller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.stereotype.Component;

/**
 * Loads the YAML files of the routes folder when the service starts: all of them, or it does not
 * start. A file that anybody may write is refused, because a route can do what the service can.
 */
@Component
class RouteFiles implements CamelContextConfiguration {
  private static final Logger LOG = LoggerFactory.getLogger(RouteFiles.class);
  private static final String ENDING = ".camel.yaml";

  private final Path folder;
  private final ProviderInstaller providers;

  RouteFiles(@Value("${caravan.routes-dir}") Path folder, ProviderInstaller providers) {
    this.folder = folder.toAbsolutePath().normalize();
    this.providers = providers;
  }

  @Override
  public void beforeApplicationStart(CamelContext camel) {
    List<Path> files = list();
    files.forEach(file -> load(camel, file));
    try {
      providers.install(
          camel, new TreeMap<>(camel.getRegistry().findByTypeWithName(ProviderCard.class)));
    } catch (Exception e) {
      throw new RouteFileException(
          folder + ": " + NestedExceptionUtils.getMostSpecificCause(e).getMessage(), e);
    }
    LOG.info("{} route files loaded from {}", files.size(), folder);
  }

  @Override
  public void afterApplicationStart(CamelContext camel) {
    // Nothing: all is loaded before the first consumer starts.
  }

  private List<Path> list() {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(ENDING)).sorted().toList();
    } catch (IOException e) {
      throw new RouteFileException("the routes folder " + folder + " cannot be read", e);
    }
  }

  private static void load(CamelContext camel, Path file) {
    try {
      if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_WRITE)) {
        throw new IllegalArgumentException("anybody may write it; chmod o-w it");
      }
      // The name as a location keeps Camel's own messages about this file readable.
      PluginHelper.getRoutesLoader(camel)
          .loadRoutes(ResourceHelper.resolveMandatoryResource(camel, "file:" + file));
    } catch (Exception e) {
      throw new RouteFileException(
          file + ": " + NestedExceptionUtils.getMostSpecificCause(e).getMessage(), e);
    }
  }
}
