package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.channel.ProviderCard;
import dev.caravan.web.ProblemCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;

/** The pages name what there is: whoever adds a property, a code, a route or a command is told. */
@EmbeddedCaravan
class DocsTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");
  private static final Pattern CODE_SPAN = Pattern.compile("```.*?```", Pattern.DOTALL);

  @Autowired private CamelContext camel;

  @ParameterizedTest
  @ValueSource(strings = {"application.yaml", "application-production.yaml"})
  void configurationNamesEveryProperty(String file) throws IOException {
    String page = page("docs/configuration.md");

    assertThat(propertiesOf(file))
        .isNotEmpty()
        .allSatisfy(property -> assertThat(page).contains("`" + property + "`"));
  }

  @Test
  void configurationNamesEveryPropertyOfAProvidersCard() {
    String page = page("docs/configuration.md");

    assertThat(BeanUtils.getPropertyDescriptors(ProviderCard.class))
        .filteredOn(property -> property.getWriteMethod() != null)
        .hasSizeGreaterThan(5)
        .allSatisfy(property -> assertThat(page).contains("| `" + property.getName() + "` |"));
  }

  @Test
  void errorsNamesEveryCodeWithItsStatus() {
    String page = page("docs/errors.md");

    assertThat(Arrays.asList(ProblemCode.values()))
        .allSatisfy(
            code ->
                assertThat(page).contains("| `%s` | %d |".formatted(code.wire(), code.status())));
  }

  @Test
  void architectureNamesEveryRoute() {
    String page = page("docs/architecture.md");

    assertThat(camel.getRoutes())
        .extracting(Route::getRouteId)
        .filteredOn(id -> !id.matches("work-.+-(high|normal|bulk)"))
        .hasSizeGreaterThan(5)
        .allSatisfy(id -> assertThat(page).contains("| `" + id + "` |"));
    assertThat(page).contains("| `work-<channel>-<type>-<lane>` |");
  }

  @Test
  void everyCommandOfTheHelpExists() {
    String script = page("scripts/caravan");
    String help = script.substring(script.indexOf("<<'HELP'"), script.indexOf("\nHELP"));
    List<String> commands =
        Pattern.compile("(?m)^scripts/caravan ([a-z-]+)")
            .matcher(help)
            .results()
            .map(found -> found.group(1))
            .toList();

    assertThat(commands)
        .hasSizeGreaterThan(5)
        .allSatisfy(
            command -> assertThat(script).containsPattern("(?m)^  " + command + "( \\|[^)]*)?\\)"))
        .allSatisfy(
            command ->
                assertThat(page("CONTRIBUTING.md")).contains("| `scripts/caravan " + command));
  }

  @Test
  void everyLinkLeadsToAFile() throws IOException {
    List<Path> pages = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("."))) {
      files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
    }
    try (Stream<Path> files = Files.walk(Path.of("docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
    }

    assertThat(pages)
        .hasSizeGreaterThan(5)
        .allSatisfy(
            page ->
                assertThat(linksOf(page))
                    .allSatisfy(link -> assertThat(page.resolveSibling(link)).exists()));
  }

  private static List<String> linksOf(Path page) {
    return LINK.matcher(CODE_SPAN.matcher(page(page.toString())).replaceAll(""))
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  private static List<String> propertiesOf(String file) throws IOException {
    List<String> properties = new ArrayList<>();
    for (PropertySource<?> source :
        new YamlPropertySourceLoader().load(file, new ClassPathResource(file))) {
      properties.addAll(List.of(((EnumerablePropertySource<?>) source).getPropertyNames()));
    }
    return properties;
  }

  private static String page(String path) {
    try {
      return Files.readString(Path.of(path));
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + path, e);
    }
  }
}
