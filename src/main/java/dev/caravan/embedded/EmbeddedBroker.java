package dev.caravan.embedded;

import dev.caravan.message.EmptyBroker;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.qpid.server.SystemLauncher;
import org.apache.qpid.server.SystemLauncherListener;
import org.apache.qpid.server.model.BrokerImpl;
import org.apache.qpid.server.model.SystemConfig;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.amqp.RabbitConnectionDetails;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * An AMQP 0-9-1 broker in this process (Apache Qpid Broker-J, in memory), for a first run with
 * nothing installed: on a free loopback port, with a password made at each start. Being the source
 * of the connection details, it has started before anything connects.
 */
@Component
@ConditionalOnProperty(name = "caravan.embedded.broker", havingValue = "true")
class EmbeddedBroker implements RabbitConnectionDetails, EmptyBroker, DisposableBean {
  private static final String USER = "caravan";

  private final Unhooked unhooked = new Unhooked();
  private final SystemLauncher launcher = new SystemLauncher(unhooked);
  private final String password = randomPassword();
  private final int port;

  EmbeddedBroker() throws Exception {
    port = freePort();
    // Broker-J reads its configuration's ${...} from these.
    System.setProperty("caravan.embedded.broker.port", Integer.toString(port));
    System.setProperty("caravan.embedded.broker.password", password);
    try {
      launcher.startup(
          Map.of(
              "type",
              "Memory",
              "initialConfigurationLocation",
              EmbeddedBroker.class.getResource("/embedded-broker.json").toExternalForm(),
              "startupLoggedToSystemOut",
              "false"));
      unhooked.removeShutdownHook();
    } finally {
      System.clearProperty("caravan.embedded.broker.password");
    }
  }

  @Override
  public String getUsername() {
    return USER;
  }

  @Override
  public String getPassword() {
    return password;
  }

  @Override
  public List<Address> getAddresses() {
    return List.of(new Address("127.0.0.1", port));
  }

  @Override
  public void destroy() {
    launcher.shutdown();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String randomPassword() {
    byte[] bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * Takes the broker's own shutdown hook away: it would run beside ours, and the broker would be
   * gone before the last worker had finished.
   */
  private static final class Unhooked extends SystemLauncherListener.DefaultSystemLauncherListener {
    private SystemConfig<?> config;

    @Override
    public void onContainerResolve(SystemConfig<?> systemConfig) {
      config = systemConfig;
    }

    void removeShutdownHook() throws ReflectiveOperationException {
      Field hook = BrokerImpl.class.getDeclaredField("_shutdownHook");
      hook.setAccessible(true);
      Runtime.getRuntime().removeShutdownHook((Thread) hook.get(config.getContainer()));
    }
  }
}
