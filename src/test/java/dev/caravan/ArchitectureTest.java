package dev.caravan;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The direction of imports: a step knows the nouns and the edge, and no other step. */
class ArchitectureTest {
  private static final JavaClasses CARAVAN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.caravan");

  private static final String[] STEPS = {
    "dev.caravan.api..",
    "dev.caravan.accept..",
    "dev.caravan.dispatch..",
    "dev.caravan.channel..",
    "dev.caravan.report..",
    "dev.caravan.callback.."
  };

  private static final ArchRule API = knowsNoOtherStep("api");
  private static final ArchRule ACCEPT = knowsNoOtherStep("accept");
  private static final ArchRule DISPATCH = knowsNoOtherStep("dispatch");
  private static final ArchRule CHANNEL = knowsNoOtherStep("channel");
  private static final ArchRule CALLBACK = knowsNoOtherStep("callback");

  private static final ArchRule NOUNS_KNOW_NO_ROUTE_AND_NO_REQUEST =
      noClasses()
          .that()
          .resideInAPackage("dev.caravan.message..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.camel..", "jakarta.servlet..", "dev.caravan.web..");

  private static final ArchRule NO_CYCLES =
      slices().matching("dev.caravan.(*)..").should().beFreeOfCycles();

  private static final ArchRule NOTHING_DEPENDS_ON_STAND_INS =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.caravan.sandbox..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.caravan.sandbox..");

  private static final ArchRule DATA_NEVER_BECOMES_AN_ENDPOINT =
      noClasses()
          .should()
          .callMethod(org.apache.camel.model.ProcessorDefinition.class, "toD", String.class)
          .orShould()
          .callMethod(org.apache.camel.model.ProcessorDefinition.class, "recipientList")
          .orShould()
          .callMethod(org.apache.camel.model.ProcessorDefinition.class, "dynamicRouter");

  private static final ArchRule ROUTES_ARE_PRIVATE =
      classes()
          .that()
          .areAssignableTo(org.apache.camel.builder.RouteBuilder.class)
          .should()
          .bePackagePrivate();

  static Stream<ArchRule> rules() {
    return Stream.of(
        API,
        ACCEPT,
        DISPATCH,
        CHANNEL,
        CALLBACK,
        NOUNS_KNOW_NO_ROUTE_AND_NO_REQUEST,
        NO_CYCLES,
        NOTHING_DEPENDS_ON_STAND_INS,
        DATA_NEVER_BECOMES_AN_ENDPOINT,
        ROUTES_ARE_PRIVATE);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void holds(ArchRule rule) {
    rule.check(CARAVAN);
  }

  private static ArchRule knowsNoOtherStep(String step) {
    String own = "dev.caravan." + step + "..";
    String[] others =
        java.util.Arrays.stream(STEPS).filter(each -> !each.equals(own)).toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(own)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others);
  }
}
