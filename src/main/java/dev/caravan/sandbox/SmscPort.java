package dev.caravan.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;

/**
 * Opens the SMSC's port, on loopback, before any other bean is made, so that all of them may read
 * it: {@code local.smsc.port}.
 */
@SandboxPart
class SmscPort implements BeanFactoryPostProcessor, EnvironmentAware, DisposableBean {
  private static final int BACKLOG = 50;

  private ConfigurableEnvironment environment;
  private ServerSocket socket;

  @Override
  public void setEnvironment(Environment environment) {
    this.environment = (ConfigurableEnvironment) environment;
  }

  @Override
  public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
    int wanted = environment.getProperty("caravan.sandbox.smsc-port", Integer.class, 0);
    try {
      socket = new ServerSocket(wanted, BACKLOG, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new PortInUseException(wanted, e);
    }
    environment
        .getPropertySources()
        .addFirst(new MapPropertySource("smsc", Map.of("local.smsc.port", socket.getLocalPort())));
  }

  ServerSocket socket() {
    return socket;
  }

  @Override
  public void destroy() throws IOException {
    socket.close();
  }
}
