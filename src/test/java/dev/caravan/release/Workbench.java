package dev.caravan.release;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.component.direct.DirectConsumer;
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.unit.DataSize;

/**
 * The releaser on a Camel context of its own, with a folder to edit. In place of providers' cards a
 * file may declare {@link Card}s, each of which brings a route {@code work-<name>}.
 */
final class Workbench implements AutoCloseable {
  final Path folder;
  final DefaultCamelContext camel;
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final Map<String, Object> cards = new TreeMap<>();
  final Breakable breakable = new Breakable();
  private final GenericApplicationContext application = new GenericApplicationContext();
  private final Path data;
  private final FolderWatch watch;
  final Releases releases;

  /** A workbench on a folder that is filled already. */
  Workbench(Path folder, Path data) {
    this.folder = folder;
    this.data = data;
    application
        .getEnvironment()
        .getPropertySources()
        .addFirst(new MapPropertySource("test", Map.of("caravan.test.url", "http://127.0.0.1:1")));
    application.registerBean("upper", Upper.class, Upper::new);
    // Found by either context, as the service's own components are.
    application.registerBean("breakable", Breakable.class, () -> breakable);
    application.refresh();
    camel = Trial.context(application);
    camel.setAutoStartup(true);
    ReleaseProperties release =
        new ReleaseProperties(
            Duration.ofMillis(10),
            Duration.ZERO,
            Duration.ofSeconds(5),
            DataSize.ofKilobytes(64),
            Set.of("direct", "breakable"),
            Set.of("direct", "http", "mock", "breakable"));
    RoutesFolder routes = new RoutesFolder(folder, release.maxFileSize().toBytes());
    watch = new FolderWatch(routes, 0, System::nanoTime);
    LiveRoutes live = new LiveRoutes(camel, release.drainTimeout());
    Beans beans = new Beans();
    Releaser releaser =
        new Releaser(
            new Checks(camel, live, new Trial(application), beans, release), live, new Work());
    releases =
        new Releases(
            releaser,
            new FileRecords(
                releaser.running(),
                new ReleaseStore(data, new ObjectMapper()),
                new ReleaseMetrics(meters),
                Clock.systemUTC()));
  }

  /** Starts as the service does: the files first, then Camel. */
  Workbench start() {
    try {
      camel.build();
      camel.getComponent("direct", DirectComponent.class).setBlock(false);
      camel.addRoutes(new JavaRoutes());
      camel.addRoutes(new JavaErrors());
      watch.readAll();
      releases.start(watch.settled(), folder);
      camel.start();
      releases.started();
      return this;
    } catch (RouteFileException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("no start", e);
    }
  }

  /** Writes a file, in one step as {@code mv} does. */
  void write(String name, String text) {
    write(folder, name, text);
  }

  static void write(Path folder, String name, String text) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Path whole = file.resolveSibling(".new");
      Files.writeString(whole, text);
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void delete(String name) {
    try {
      Files.delete(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Looks twice, as the watch does: at the change, and at its being left alone. */
  void look() {
    watch.look();
    if (watch.look()) {
      releases.look(watch.settled());
    }
  }

  FileStatus status(String name) {
    return releases.files().stream()
        .filter(file -> file.file().equals(name))
        .findFirst()
        .orElse(null);
  }

  /** What a route answers; the word for its absence is {@code none}. */
  String ask(String route) {
    Exchange exchange =
        camel.createProducerTemplate().request("direct:" + route, e -> e.getMessage().setBody("x"));
    return exchange.getException() == null ? exchange.getMessage().getBody(String.class) : "none";
  }

  /** A new process on the same folders. */
  Workbench restarted() {
    close();
    return new Workbench(folder, data);
  }

  @Override
  public void close() {
    camel.stop();
    application.close();
  }

  /** The route of Java that must find {@code direct:needed}. */
  private static final class JavaRoutes extends RouteBuilder {
    @Override
    public void configure() {
      from("direct:java").routeId("java").to("direct:needed").id("call-needed");
      routeTemplate("java-template")
          .templateParameter("name")
          .templateParameter("word")
          .from("direct:{{name}}")
          .setBody()
          .constant("{{word}}");
    }
  }

  private static final class JavaErrors extends RouteConfigurationBuilder {
    @Override
    public void configuration() {
      routeConfiguration("errors").errorHandler(noErrorHandler());
    }
  }

  /** A bean that files may use. */
  static final class Upper {
    public String apply(String text) {
      return text.toUpperCase(java.util.Locale.ROOT);
    }
  }

  /** What files may declare. */
  public static final class Card {
    private String word = "";

    public String getWord() {
      return word;
    }

    public void setWord(String word) {
      this.word = word;
    }
  }

  private static final class Beans implements RouteBeans {
    @Override
    public Class<?> type() {
      return Card.class;
    }

    @Override
    public Set<String> usable() {
      return Set.of("upper");
    }

    @Override
    public void check(Map<String, ?> all) {
      long words = all.values().stream().map(card -> ((Card) card).getWord()).distinct().count();
      if (words < all.size()) {
        throw new IllegalArgumentException("two cards have one word");
      }
    }

    @Override
    public Map<String, String> calls(Map<String, ?> all) {
      return Map.of();
    }
  }

  private final class Work implements BeanWork {
    @Override
    public void changed(Map<String, ?> all) {
      cards.clear();
      cards.putAll(all);
    }

    @Override
    public RoutesBuilder routes(Map<String, ?> ofFile) {
      return new RouteBuilder() {
        @Override
        public void configure() {
          ofFile.forEach(
              (name, card) ->
                  from("direct:work-" + name)
                      .routeId("work-" + name)
                      .setBody()
                      .constant(((Card) card).getWord()));
        }
      };
    }
  }

  /** As {@code direct}, but its consumers do not start while it is broken. */
  static final class Breakable extends DirectComponent {
    volatile boolean broken;

    @Override
    protected Endpoint createEndpoint(
        String uri, String remaining, Map<String, Object> parameters) {
      return new DirectEndpoint(uri, this) {
        @Override
        public org.apache.camel.Consumer createConsumer(org.apache.camel.Processor processor) {
          return new DirectConsumer(this, processor, uri) {
            @Override
            protected void doStart() throws Exception {
              if (broken) {
                throw new IllegalStateException("broken today");
              }
              super.doStart();
            }
          };
        }
      };
    }
  }
}
