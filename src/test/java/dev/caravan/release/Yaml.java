package dev.caravan.release;

/** Route files for tests. */
final class Yaml {
  private Yaml() {}

  /** A route {@code direct:<id>} that answers a word. */
  static String route(String id, String word) {
    return from(id, "direct:" + id, word);
  }

  /** A route of that id, from that URI, that answers a word. */
  static String from(String id, String uri, String word) {
    return """
        - route:
            id: %s
            description: Answers %s
            from:
              uri: %s
              steps:
                - setBody:
                    id: set-%s
                    expression:
                      constant:
                        expression: %s
        """
        .formatted(id, word, uri, id, word);
  }

  /** A route {@code direct:<id>} with that step, indented by nothing. */
  static String step(String id, String step) {
    return """
        - route:
            id: %s
            description: Takes a step
            from:
              uri: direct:%s
              steps:
        %s"""
        .formatted(id, id, step.stripTrailing().indent(8));
  }

  /** A template with the parameters name and word; its routes answer the word and a suffix. */
  static String template(String id, String suffix) {
    return """
        - routeTemplate:
            id: %s
            parameters:
              - name: name
              - name: word
            route:
              description: Answers a word
              from:
                uri: direct:{{name}}
                steps:
                  - setBody:
                      expression:
                        constant:
                          expression: "{{word}}%s"
        """
        .formatted(id, suffix);
  }

  static String templated(String template, String id, String word) {
    return """
        - templatedRoute:
            routeTemplateRef: %s
            routeId: %s
            parameters:
              - name: name
                value: %s
              - name: word
                value: %s
        """
        .formatted(template, id, id, word);
  }

  static String card(String name, String word) {
    return """
        - beans:
            - name: %s
              type: dev.caravan.release.Workbench$Card
              properties:
                word: %s
        """
        .formatted(name, word);
  }
}
