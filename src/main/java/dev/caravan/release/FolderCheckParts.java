package dev.caravan.release;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * What a check of a folder needs beside {@link RouteBeans} and the beans that files may use. To be
 * imported; the service itself has no use for it.
 */
@EnableConfigurationProperties(ReleaseProperties.class)
public class FolderCheckParts {
  @Bean
  FolderCheck folderCheck(
      ApplicationContext application, RouteBeans beans, ReleaseProperties release) {
    return new FolderCheck(application, beans, release);
  }
}
