package dev.caravan.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule for route files, with a file that breaks it. */
class RulesTest {
  @TempDir private static Path folder;
  @TempDir private static Path data;
  private static Workbench bench;

  @BeforeAll
  static void start() {
    Workbench.write(folder, "needed.camel.yaml", Yaml.route("needed", "here"));
    bench = new Workbench(folder, data).start();
  }

  @AfterAll
  static void stop() {
    bench.close();
  }

  private static Arguments file(String rule, int line, String text) {
    return Arguments.of(rule, line, text);
  }

  /** The step is on line 7 of the file. */
  private static Arguments step(String rule, String step) {
    return file(rule, 7, Yaml.step("x", step));
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        file("yaml", 0, ""),
        file("yaml", 0, "# nothing but this\n"),
        file("yaml", 3, "- route:\n    id: [x\n"),
        file("yaml", 2, "- route: {id: x}\n  route: {id: y}\n"),
        file("yaml", 1, "- route: &anchor {id: x}\n"),
        file("yaml", 1, "- !!javax.script.ScriptEngineManager {}\n"),
        file("yaml", 1, "- beans: !dev.caravan.Any []\n"),
        file("yaml", 0, "[".repeat(60_000)),
        step(
            "script",
            "- setBody: {id: run, expression: {simple: {expression: \"${exchange?.context.name}\"}}}"),
        step(
            "script",
            "- setBody: {id: run, expression: {simple: {expression: \"${camelContext?.registry}\"}}}"),
        step(
            "script",
            "- setBody: {id: run, expression: {simple: {expression: \"${body['class']}\"}}}"),
        step(
            "script",
            "- setBody: {id: run, expression: {simple: {expression: \"${bodyAs(java.io.File)}\"}}}"),
        step(
            "script",
            "- setBody: {id: run, expression: {simple: {expression: \"${body.text.getClass}\"}}}"),
        step(
            "script",
            "- setBody: {id: run, expression: {simple: {expression: \"${header.x.class}\"}}}"),
        step(
            "script",
            "- setBody: {id: run, expression: {simple: {expression: \"${originalBody}\"}}}"),
        step("script", "- setBody: {id: run, expression: {simple: {expression: \"${body\"}}}"),
        step(
            "script",
            "- setBody: {id: run, expression: {simple: {expression: \"${header.${body}}\"}}}"),
        step(
            "bean",
            "- setBody: {id: run, expression: {constant: {expression: \"resource:file:/etc/hostname\"}}}"),
        step(
            "bean",
            "- setBody: {id: run, expression: {constant: {expression: x, resultType: java.io.File}}}"),
        step(
            "bean",
            "- to: {id: run, uri: \"http:x?httpClientConfigurer=%23class:java.lang.Object\"}"),
        step(
            "bean",
            "- to: {id: run, uri: \"http:x?httpClientConfigurer=RAW(#class:java.lang.Object)\"}"),
        step("bean", "- bean: dataSource"),
        step("bean", "- setBody: {id: run, expression: {method: dataSource}}"),
        step("step", "- convertBodyTo: {id: run, type: java.io.File}"),
        step("step", "- wireTap: {id: run, uri: \"http:${exchangeProperty.t}\"}"),
        step(
            "step",
            "- setHeader: {id: run, name: CamelHttpUri, expression: {simple: {expression: \"${body.text}\"}}}"),
        step(
            "step",
            "- setHeader: {id: run, name: \"api{{x:K}}ey\", expression: {constant: {expression: x}}}"),
        step(
            "placeholder",
            "- setBody: {id: run, expression: {simple: {expression: \"{{x:$}}{sysenv:HOME}\"}}}"),
        step(
            "placeholder",
            "- setBody: {id: run, expression: {constant: {expression: \"{{env:PATH}}\"}}}"),
        step(
            "placeholder",
            "- setBody: {id: run, expression: {constant: {expression: \"{{caravan.api.key}}\"}}}"),
        step(
            "placeholder",
            "- to: {id: run, uri: \"http:x\", parameters: {httpClientConfigurer: \"{{caravan.zz:#class:java.lang.Object}}\"}}"),
        step(
            "placeholder",
            "- setBody: {id: run, expression: {constant: {expression: \"{{caravan.{{caravan.test.url}}}}\"}}}"),
        step("log", "- log: {id: run, message: \"{{caravan.test.url}}\"}"),
        step(
            "secret",
            "- setHeader: {id: run, name: apiKey, expression: {constant: {expression: \"{{caravan.zz:AT-0123}}\"}}}"),
        step(
            "secret",
            "- setHeader: {id: run, name: apiKey, expression: {simple: {expression: \"AT-1${body.none}\"}}}"),
        step("secret", "- setHeader: {id: run, name: X-Auth-Key, constant: abc}"),
        step("secret", "- to: {id: run, uri: \"http://x/?key=abc\"}"),
        step(
            "secret",
            "- setBody: {id: run, expression: {constant: {expression: '{\"password\": \"hunter2\"}'}}}"),
        file("placeholder", 8, Yaml.templated("java-template", "x", "\"$\"")),
        file("placeholder", 5, Yaml.card("x", "\"{{caravan.zz:#class:java.net.ServerSocket}}\"")),
        file("bean", 5, Yaml.card("x", "x").replace("word:", "class.classLoader.x:")),
        file("size", 1, "- route: {id: x, description: \"" + "a:".repeat(20_000) + "\"}\n"),
        file("structure", 1, "- beans: {a: b}\n"),
        file("structure", 1, "[]\n"),
        file("step", 4, Yaml.route("x", "x").replace("from:", "startupOrder: 7\n    from:")),
        file("step", 4, Yaml.route("x", "x").replace("from:", "autoStartup: false\n    from:")),
        file("structure", 1, "route: {id: x}\n"),
        file("structure", 1, "- from: {uri: direct:x, steps: []}\n"),
        file("structure", 1, "- restConfiguration: {component: servlet}\n"),
        file("structure", 1, "- onException: {exception: [java.lang.Exception]}\n"),
        file("structure", 1, "- route: {description: x, from: {uri: direct:x, steps: []}}\n"),
        file("structure", 1, "- route: {id: x, from: {uri: direct:x, steps: []}}\n"),
        file("id", 2, Yaml.route("x_1", "x")),
        file("id", 8, Yaml.route("x", "x").replace("set-x", "x")),
        file("id", 2, Yaml.route("needed", "x").replace("direct:needed", "direct:x")),
        file("id", 2, Yaml.route("java", "x").replace("direct:java", "direct:x")),
        file("id", 8, Yaml.route("x", "x").replace("set-x", "call-needed")),
        file("consumer", 4, Yaml.from("x", "direct:needed", "x")),
        file("consumer", 4, Yaml.from("x", "direct://java", "x")),
        file("consumer", 4, Yaml.from("x", "direct\n      parameters: {name: java}", "x")),
        file("component", 4, Yaml.from("x", "timer:x", "x")),
        file("component", 4, Yaml.from("x", "platform-http:/x", "x")),
        step("component", "- to: {id: run, uri: \"exec:rm\"}"),
        step("component", "- to: {id: run, uri: \"bean:upper\"}"),
        step("component", "- to: {id: run, uri: \"class:java.lang.Runtime\"}"),
        step("component", "- to: \"spring-rabbitmq:default\""),
        step("component", "- wireTap: {id: run, uri: \"file:/tmp\"}"),
        step("step", "- toD: {id: run, uri: \"${body}\"}"),
        step("step", "- recipientList: {id: run, expression: {simple: {expression: \"${body}\"}}}"),
        step("step", "- process: {id: run, ref: upper}"),
        step("step", "- script: {id: run, expression: {simple: {expression: \"${body}\"}}}"),
        step("script", "- setBody: {id: run, expression: {groovy: {expression: \"1\"}}}"),
        step(
            "script",
            "- setBody: {id: run, expression: {simple: {expression: \"${bean:upper}\"}}}"),
        step(
            "script",
            "- setBody: {id: run, expression: {simple: {expression: \"${sysenv.HOME}\"}}}"),
        step(
            "script",
            "- setBody: {id: run, expression: {simple: {expression: \"${body.getClass}\"}}}"),
        step(
            "script",
            "- setBody: {id: run, expression: {simple: {expression: \"$simple{type:java.lang.Runtime}\"}}}"),
        step("bean", "- setBody: {id: run, expression: {method: {beanType: java.lang.Runtime}}}"),
        step("bean", "- setBody: {id: run, expression: {method: {ref: dataSource}}}"),
        step(
            "bean",
            "- to: {id: run, uri: \"http:x\", parameters: {httpClientConfigurer: \"#other\"}}"),
        step(
            "bean",
            "- to: {id: run, uri: \"http:x\", parameters: {httpClientConfigurer: \"#class:java.lang.Object\"}}"),
        step(
            "secret",
            "- setHeader: {id: set, name: apiKey, expression: {constant: {expression: abc}}}"),
        step(
            "secret",
            "- setHeader: {id: set, name: X, expression: {constant: {expression: Bearer abcdefghij}}}"),
        step("secret", "- to: {id: run, uri: \"http:x\", parameters: {authPassword: abc}}"),
        step("secret", "- to: {id: run, uri: \"http://me:secret@x\"}"),
        step("secret", "- setHeader: {id: set, name: apiKey, constant: abc}"),
        step("secret", "- setHeader: {id: set, name: apiKey, simple: {expression: abc}}"),
        step("secret", "- to: {id: run, uri: \"http:x?authPassword=abc\"}"),
        step("log", "- log: {id: run, message: \"${body}\"}"),
        step("log", "- log: \"${headers.to}\""),
        step(
            "bean",
            "- to: {id: run, uri: \"http:x?httpClientConfigurer=#class:java.lang.Object\"}"),
        file("secret", 6, Yaml.card("x", "x\n        reports: {secret: abcdefghijklmnopq}")),
        file("secret", 6, Yaml.card("x", "x\n        reports: {secret: \"{{caravan.x.y:abc}}\"}")),
        file("bean", 5, Yaml.card("x", "\"#class:java.lang.String\"")),
        file(
            "bean",
            3,
            Yaml.template("t", "").replace("    parameters:", "    beans: []\n    parameters:")),
        step(
            "placeholder",
            "- setBody: {id: set, expression: {constant: {expression: \"{{nothing}}\"}}}"),
        step("step", "- frobnicate: {}"),
        step("schema", "- setBody: {id: set, frob: 1}"),
        file("consumer", 1, Yaml.step("x", "- to: {id: run, uri: direct:nowhere}")),
        file(
            "reference",
            4,
            Yaml.route("x", "x").replace("from:", "routeConfigurationId: no\n    from:")),
        file("reference", 2, Yaml.templated("nothing", "x", "x")),
        file(
            "structure",
            1,
            Yaml.templated("java-template", "x", "x").replace("    routeId: x\n", "")),
        file(
            "build",
            0,
            Yaml.templated("java-template", "x", "x").replace("name: word", "name: text")),
        file(
            "consumer",
            1,
            Yaml.templated("java-template", "needed-too", "x")
                .replace("value: needed-too", "value: needed")),
        file(
            "bean",
            3,
            Yaml.card("x", "x")
                .replace("dev.caravan.release.Workbench$Card", "javax.script.ScriptEngineManager")),
        file("bean", 2, Yaml.card("upper", "x")),
        file(
            "bean",
            4,
            Yaml.card("x", "x").replace("properties:", "initMethod: run\n      properties:")));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("broken")
  void refuses(String rule, int line, String text) {
    List<Fault> faults = bench.releases.check(new RouteFile("x.camel.yaml", text));

    assertThat(faults)
        .extracting(Fault::rule, Fault::file)
        .contains(org.assertj.core.groups.Tuple.tuple(rule, "x.camel.yaml"));
    assertThat(faults)
        .filteredOn(fault -> fault.rule().equals(rule))
        .extracting(Fault::line)
        .contains(line);
    assertThat(faults).allSatisfy(fault -> assertThat(fault.text()).isNotBlank());
  }

  @Test
  void takesWhatBreaksNone() {
    String good =
        Yaml.step(
            "x",
            """
            - setHeader: {id: set-key, name: apiKey, expression: {constant: {expression: "{{caravan.test.url}}"}}}
            - setVariable: {id: set-text, name: text, expression: {simple: {expression: "${body} ${header.x}"}}}
            - setBody: {id: make, expression: {method: {ref: upper, method: apply}}}
            - to: {id: call, uri: "{{caravan.test.url}}/x", parameters: {connectTimeout: 2000}}
            - to: {id: call-needed-too, uri: direct, parameters: {name: needed}}
            """);

    assertThat(bench.releases.check(new RouteFile("x.camel.yaml", good))).isEmpty();
  }
}
