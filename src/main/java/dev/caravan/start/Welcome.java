package dev.caravan.start;

import dev.caravan.message.Roles;
import dev.caravan.web.GeneratedCredentials;
import dev.caravan.web.ManagementProperties;
import dev.caravan.web.Ports;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;

/** Tells, once the service is ready, where to go next. Names files with secrets, never a secret. */
@Component
class Welcome {
  private static final Logger LOG = LoggerFactory.getLogger(Welcome.class);

  private final Ports ports;
  private final ManagementProperties management;
  private final GeneratedCredentials credentials;
  private final Roles roles;
  private final Environment environment;

  Welcome(
      Ports ports,
      ManagementProperties management,
      GeneratedCredentials credentials,
      Roles roles,
      Environment environment) {
    this.ports = ports;
    this.management = management;
    this.credentials = credentials;
    this.roles = roles;
    this.environment = environment;
  }

  @EventListener
  void ready(ApplicationReadyEvent event) {
    String api = "http://localhost:" + ports.api();
    String manage = "http://localhost:" + ports.management();
    boolean production = environment.acceptsProfiles(Profiles.of("production"));
    LOG.info(
        """
        Caravan is ready, roles {}.

          API          {}/api/v1.0/sendMessage
          contract     {}/docs
          management   {}/actuator/health, {}/actuator/prometheus
          {}
        {}""",
        roles,
        api,
        api,
        manage,
        manage,
        login(production, manage),
        production ? "" : firstMessage(api));
  }

  private String login(boolean production, String manage) {
    String where = production ? "Hawtio is off" : "Hawtio       " + manage + "/actuator/hawtio/";
    boolean configured = management.password() != null && !management.password().isEmpty();
    return where
        + "\n  login        user %s, password %s"
            .formatted(
                management.username(),
                configured
                    ? "as configured"
                    : "in " + credentials.file() + " (management.password)");
  }

  private static String firstMessage(String api) {
    return """

          Send a first message, then look what became of it:

          curl -i -H 'Authorization: api-key' -H 'Content-Type: application/json' \\
            -d '{"messageId":"first","senderId":"0700123456","recipients":["0700987654"],"messageType":"dummy",
                 "channel":"httpbin","message":"Hello","priority":"normal"}' \\
            %s/api/v1.0/sendMessage
          curl -H 'Authorization: api-key' %s/api/v1.0/messages/first
        """
        .formatted(api, api);
  }
}
