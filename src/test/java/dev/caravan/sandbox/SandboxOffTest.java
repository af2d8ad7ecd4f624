package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.ComponentScan;

class SandboxOffTest {
  @ComponentScan(basePackageClasses = Sandbox.class)
  static class Scanned {}

  @Test
  void makesNothingWhereTheSandboxIsOff() {
    new ApplicationContextRunner()
        .withUserConfiguration(Scanned.class)
        .withPropertyValues("caravan.sandbox.enabled=false")
        .run(
            context ->
                assertThat(context.getBeanDefinitionNames())
                    .noneMatch(
                        name ->
                            context.getType(name).getPackage().equals(Sandbox.class.getPackage())
                                && !context.getType(name).getName().contains("SandboxOffTest")));
  }
}
