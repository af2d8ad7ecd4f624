package dev.caravan.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.caravan.release.FileStatus.State;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.model.RouteTemplateDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to the routes when a file changes: all that Camel's own reload gets wrong. */
class ReleasesTest {
  private static final String A = "a.camel.yaml";
  private static final String B = "providers/b.camel.yaml";

  @TempDir private Path folder;
  @TempDir private Path data;
  private Workbench bench;

  @BeforeEach
  void start() {
    Workbench.write(folder, "needed.camel.yaml", Yaml.route("needed", "here"));
    Workbench.write(folder, A, Yaml.route("a", "one"));
    bench = new Workbench(folder, data).start();
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  @Test
  void releasesAnEdit() {
    change(A, Yaml.route("a", "two"));

    assertThat(bench.ask("a")).isEqualTo("two");
    assertThat(bench.ask("java")).isEqualTo("here");
    assertThat(bench.status(A).state()).isEqualTo(State.LIVE);
    assertThat(releases("live")).isEqualTo(3);
  }

  @Test
  void releasesAnEditOfARouteFromATemplateOfJava() {
    change(B, Yaml.templated("java-template", "b", "one"));
    assertThat(bench.ask("b")).isEqualTo("one");

    change(B, Yaml.templated("java-template", "b", "two"));

    assertThat(bench.ask("b")).isEqualTo("two");
  }

  @Test
  void releasesAnEditOfATemplateWithTheRoutesThatAreMadeFromIt() {
    // By its name the instance comes before its template.
    bench.write("z.camel.yaml", Yaml.template("greeting", "!"));
    change(B, Yaml.templated("greeting", "b", "one"));
    assertThat(bench.ask("b")).isEqualTo("one!");

    change("z.camel.yaml", Yaml.template("greeting", "?"));

    assertThat(bench.ask("b")).isEqualTo("one?");
    assertThat(bench.camel.getRouteTemplateDefinitions())
        .extracting(RouteTemplateDefinition::getId)
        .containsExactlyInAnyOrder("java-template", "greeting");
  }

  @Test
  void refusesATemplateThatBreaksTheRoutesThatAreMadeFromIt() {
    bench.write("z.camel.yaml", Yaml.template("greeting", "!"));
    change(B, Yaml.templated("greeting", "b", "one"));

    change("z.camel.yaml", Yaml.template("greeting", "!").replace("name: word", "name: text"));
    assertThat(bench.ask("b")).isEqualTo("one!");
    assertThat(bench.status("z.camel.yaml").state()).isEqualTo(State.REFUSED);

    bench.delete("z.camel.yaml");
    bench.look();
    assertThat(bench.ask("b")).isEqualTo("one!");
    assertThat(bench.status("z.camel.yaml").faults().toString()).contains("no template `greeting`");
  }

  @Test
  void releasesANewFile() {
    change(B, Yaml.route("b", "new"));

    assertThat(bench.ask("b")).isEqualTo("new");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- route: [",
        "- frobnicate: {}",
        "- filter: {id: x, expression: {simple: {expression: \"${frob(}\"}}, steps: []}",
        "- setBody: {id: x, expression: {method: {ref: nosuchbean}}}",
        "- to: {id: x, uri: nosuchcomponent:x}",
        "- to: {id: x, uri: direct:needed, parameters: {nosuchoption: 1}}",
        "- to: {id: x, uri: \"{{no.such.property}}\"}",
        "- to: {id: x, uri: direct:nowhere}"
      })
  void keepsWhatRunsWhenAnEditIsBadAndReleasesOtherFilesMeanwhile(String step) {
    change(A, Yaml.step("a", step));

    assertThat(bench.ask("a")).isEqualTo("one");
    assertThat(bench.status(A).state()).isEqualTo(State.REFUSED);
    assertThat(bench.status(A).faults()).isNotEmpty();
    assertThat(bench.status(A).faults().get(0).file()).isEqualTo(A);

    change(B, Yaml.route("b", "good"));
    assertThat(bench.ask("b")).isEqualTo("good");

    change(A, Yaml.route("a", "mended"));
    assertThat(bench.ask("a")).isEqualTo("mended");
    assertThat(bench.status(A).state()).isEqualTo(State.LIVE);
  }

  @Test
  void releasesARouteThatGetsAnotherId() {
    change(A, Yaml.from("other", "direct:a", "renamed"));

    assertThat(bench.ask("a")).isEqualTo("renamed");
    assertThat(bench.camel.getRoute("a")).isNull();
    assertThat(bench.camel.getRoute("other")).isNotNull();
  }

  @Test
  void stopsTheRoutesOfAFileThatIsDeleted() {
    bench.delete(A);
    bench.look();

    assertThat(bench.ask("a")).isEqualTo("none");
    assertThat(bench.camel.getRoute("a")).isNull();
    assertThat(bench.status(A).state()).isEqualTo(State.REMOVED);
  }

  @Test
  void keepsTheRoutesOfADeletedFileThatOthersNeed() {
    bench.delete("needed.camel.yaml");
    bench.look();

    assertThat(bench.ask("java")).isEqualTo("here");
    assertThat(bench.status("needed.camel.yaml").faults().toString())
        .contains("direct:needed is called by route java");
  }

  @Test
  void releasesNothingOfAFileInWhichOneRouteIsBad() {
    change(A, Yaml.route("a", "two") + Yaml.step("a2", "- to: {id: x, uri: direct:nowhere}"));

    assertThat(bench.ask("a")).isEqualTo("one");
    assertThat(bench.camel.getRoute("a2")).isNull();
  }

  @Test
  void takesARenamedFileForOneChange() {
    bench.delete(A);
    bench.write(B, Yaml.route("a", "moved"));
    bench.look();

    assertThat(bench.ask("a")).isEqualTo("moved");
    assertThat(bench.status(B).state()).isEqualTo(State.LIVE);
    assertThat(bench.status(A).state()).isEqualTo(State.REMOVED);
  }

  @Test
  void renamesAFileThatOthersNeed() {
    bench.delete("needed.camel.yaml");
    bench.write("again.camel.yaml", Yaml.route("needed", "again"));
    bench.look();

    assertThat(bench.ask("java")).isEqualTo("again");
  }

  @Test
  void movesARouteFromOneFileToAnother() {
    bench.write("needed.camel.yaml", Yaml.route("rest", "rest"));
    bench.write(A, Yaml.route("a", "one") + Yaml.route("needed", "moved"));
    bench.look();

    assertThat(bench.ask("java")).isEqualTo("moved");
    assertThat(bench.ask("rest")).isEqualTo("rest");
  }

  @Test
  void movesARouteInTwoSaves() {
    change(B, Yaml.route("needed", "moved"));
    assertThat(bench.ask("java")).isEqualTo("here");

    change("needed.camel.yaml", Yaml.route("rest", "rest"));

    assertThat(bench.ask("java")).isEqualTo("moved");
    assertThat(bench.releases.files()).extracting(FileStatus::state).containsOnly(State.LIVE);
  }

  @Test
  void renamesAnEndpointInTheFileThatCallsItAndTheOneThatHasIt() {
    bench.write(A, Yaml.step("a", "- to: {id: call-b, uri: direct:b}"));
    change(B, Yaml.route("b", "old"));
    assertThat(bench.ask("a")).isEqualTo("old");

    bench.write(A, Yaml.step("a", "- to: {id: call-b, uri: direct:b2}"));
    change(B, Yaml.from("b", "direct:b2", "new"));

    assertThat(bench.ask("a")).isEqualTo("new");
  }

  @Test
  void renamesATemplateAndItsUse() {
    bench.write("z.camel.yaml", Yaml.template("greeting", "!"));
    change(B, Yaml.templated("greeting", "b", "one"));

    bench.write("z.camel.yaml", Yaml.template("welcome", "?"));
    change(B, Yaml.templated("welcome", "b", "one"));

    assertThat(bench.ask("b")).isEqualTo("one?");
  }

  @Test
  void swapsWhatTwoCardsHave() {
    bench.write(B, Yaml.card("one", "left"));
    change("c.camel.yaml", Yaml.card("two", "right"));

    bench.write(B, Yaml.card("one", "right"));
    change("c.camel.yaml", Yaml.card("two", "left"));

    assertThat(bench.ask("work-one")).isEqualTo("right");
    assertThat(bench.ask("work-two")).isEqualTo("left");
  }

  @Test
  void undoesAChangeThatWasMadeWhileItWasDown() {
    bench.write(A, Yaml.route("a", "two"));
    bench = bench.restarted().start();
    assertThat(bench.ask("a")).isEqualTo("two");

    bench.releases.undo(A);

    assertThat(bench.ask("a")).isEqualTo("one");
  }

  @Test
  void releasesWhatWasRefusedOnceWhatItNeedsIsThere() {
    change(B, Yaml.step("b", "- to: {id: call-late, uri: direct:late}"));
    assertThat(bench.status(B).state()).isEqualTo(State.REFUSED);

    change("late.camel.yaml", Yaml.route("late", "at last"));

    assertThat(bench.ask("b")).isEqualTo("at last");
    assertThat(bench.status(B).state()).isEqualTo(State.LIVE);
  }

  @Test
  void putsTheLastGoodVersionBackWhenTheNewOneDoesNotStart() {
    change(B, Yaml.route("b", "one") + Yaml.card("card", "word"));
    bench.breakable.broken = true;
    Instant before = Instant.now();

    change(
        B,
        Yaml.route("b", "two")
            + Yaml.from("c", "breakable:c", "two")
            + Yaml.card("card", "other word"));

    assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(2));
    assertThat(bench.ask("b")).isEqualTo("one");
    assertThat(bench.ask("work-card")).isEqualTo("word");
    assertThat(bench.camel.getRoute("c")).isNull();
    assertThat(bench.status(B).state()).isEqualTo(State.ROLLED_BACK);
    assertThat(bench.status(B).faults().toString()).contains("broken today");
    assertThat(releases("rolled-back")).isEqualTo(1);
  }

  @Test
  void endsWhatIsInFlightByTheOldRoute() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    change(
        A,
        Yaml.step(
            "a",
            "- to: {id: wait, uri: \"mock:wait\"}\n- setBody: {id: old, expression: {constant: {expression: old}}}"));
    bench
        .camel
        .getEndpoint("mock:wait", org.apache.camel.component.mock.MockEndpoint.class)
        .whenAnyExchangeReceived(
            exchange -> {
              entered.countDown();
              go.await(10, TimeUnit.SECONDS);
            });
    CompletableFuture<String> inFlight = CompletableFuture.supplyAsync(() -> bench.ask("a"));
    assertThat(entered.await(5, TimeUnit.SECONDS)).isTrue();

    CompletableFuture<Void> release =
        CompletableFuture.runAsync(() -> change(A, Yaml.route("a", "new")));
    await().during(Duration.ofMillis(300)).until(() -> !release.isDone());
    go.countDown();

    assertThat(inFlight.get(5, TimeUnit.SECONDS)).isEqualTo("old");
    release.get(5, TimeUnit.SECONDS);
    assertThat(bench.ask("a")).isEqualTo("new");
  }

  @Test
  void leavesTheRoutesOfOtherFilesAlone() {
    var needed = bench.camel.getRoute("needed");

    change(A, Yaml.route("a", "two"));

    assertThat(bench.camel.getRoute("needed")).isSameAs(needed);
    assertThat(needed.getUptimeMillis()).isPositive();
  }

  @Test
  void bringsACardsRoutesAndTakesThemAway() {
    change(B, Yaml.card("card", "one"));
    assertThat(bench.ask("work-card")).isEqualTo("one");

    change(B, Yaml.card("card", "two"));
    assertThat(bench.ask("work-card")).isEqualTo("two");
    assertThat(bench.cards).containsOnlyKeys("card");

    bench.delete(B);
    bench.look();
    assertThat(bench.ask("work-card")).isEqualTo("none");
    assertThat(bench.cards).isEmpty();
    assertThat(bench.camel.getRegistry().lookupByName("card")).isNull();
  }

  @Test
  void refusesACardThatDoesNotGoWithTheOthers() {
    change(B, Yaml.card("one", "word"));

    change("c.camel.yaml", Yaml.card("two", "word"));

    assertThat(bench.status("c.camel.yaml").faults())
        .containsExactly(new Fault("c.camel.yaml", 2, "bean", "two cards have one word"));
    assertThat(bench.cards).containsOnlyKeys("one");
  }

  @Test
  void undoesAReleaseAndKeepsItSoUntilTheFileChanges() {
    change(A, Yaml.route("a", "two"));

    bench.releases.undo(A);
    assertThat(bench.ask("a")).isEqualTo("one");
    assertThat(bench.status(A).state()).isEqualTo(State.PINNED);
    bench.look();
    change(B, Yaml.route("b", "other"));
    assertThat(bench.ask("a")).isEqualTo("one");

    change(A, Yaml.route("a", "three"));
    assertThat(bench.ask("a")).isEqualTo("three");
    assertThat(bench.status(A).state()).isEqualTo(State.LIVE);
  }

  @Test
  void undoesAnUndo() {
    change(A, Yaml.route("a", "two"));

    bench.releases.undo(A);
    bench.releases.undo(A);

    assertThat(bench.ask("a")).isEqualTo("two");
    assertThat(bench.status(A).state()).isEqualTo(State.LIVE);
  }

  @Test
  void undoesADeletion() {
    bench.delete(A);
    bench.look();

    bench.releases.undo(A);

    assertThat(bench.ask("a")).isEqualTo("one");
    assertThat(bench.status(A).state()).isEqualTo(State.PINNED);
    bench = bench.restarted().start();
    assertThat(bench.ask("a")).isEqualTo("one");
  }

  @Test
  void saysThatThereIsNothingToUndo() {
    assertThatIllegalArgumentException().isThrownBy(() -> bench.releases.undo(A));
    assertThatIllegalArgumentException().isThrownBy(() -> bench.releases.undo("none"));
  }

  @Test
  void checksWithoutReleasing() {
    assertThat(bench.releases.check(new RouteFile(A, Yaml.route("a", "two")))).isEmpty();
    assertThat(bench.releases.check(new RouteFile(B, Yaml.route("a", "two"))))
        .extracting(Fault::rule)
        .contains("id", "consumer");
    assertThat(bench.ask("a")).isEqualTo("one");
    assertThat(releases("live")).isEqualTo(2);
  }

  @Test
  void loadsTheLastGoodVersionAtARestart() {
    change(A, Yaml.route("a", "two"));
    bench.write(A, "- broken");

    bench = bench.restarted().start();

    assertThat(bench.ask("a")).isEqualTo("two");
    assertThat(bench.status(A).state()).isEqualTo(State.REFUSED);
    change(A, Yaml.route("a", "mended"));
    assertThat(bench.ask("a")).isEqualTo("mended");
  }

  @Test
  void keepsAPinOverARestart() {
    change(A, Yaml.route("a", "two"));
    bench.releases.undo(A);

    bench = bench.restarted().start();

    assertThat(bench.ask("a")).isEqualTo("one");
    assertThat(bench.status(A).state()).isEqualTo(State.PINNED);
    assertThat(bench.status(A).previous()).isNotNull();
  }

  @Test
  void doesNotStartWithAFileOfWhichNoVersionWorks() {
    bench.write(B, "- broken");

    bench = bench.restarted();

    assertThatThrownBy(bench::start)
        .isInstanceOf(RouteFileException.class)
        .hasMessageContaining(B + ":1: ");
  }

  @Test
  void doesNotStartWithoutARouteThatIsCalled() {
    bench.delete("needed.camel.yaml");

    bench = bench.restarted();

    assertThatThrownBy(bench::start).hasMessageContaining("direct:needed is called by route java");
  }

  @Test
  void startsWithoutTheFilesThatWereDeletedMeanwhile() {
    bench.delete(A);

    bench = bench.restarted().start();

    assertThat(bench.ask("a")).isEqualTo("none");
    assertThat(bench.releases.files())
        .extracting(FileStatus::file)
        .isEqualTo(List.of("needed.camel.yaml"));
  }

  @Test
  void countsFilesByTheirState() {
    change(B, "- broken");

    assertThat(bench.meters.get("caravan.route.files").tag("state", "refused").gauge().value())
        .isEqualTo(1);
    assertThat(bench.meters.get("caravan.route.files").tag("state", "live").gauge().value())
        .isEqualTo(2);
    assertThat(releases("refused")).isEqualTo(1);
    // Seen again and again, told once.
    change(A, Yaml.route("a", "two"));
    assertThat(releases("refused")).isEqualTo(1);
  }

  private void change(String file, String text) {
    bench.write(file, text);
    bench.look();
  }

  private double releases(String result) {
    return bench.meters.get("caravan.releases").tag("result", result).counter().count();
  }
}
