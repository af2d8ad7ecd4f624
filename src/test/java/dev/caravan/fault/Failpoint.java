package dev.caravan.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Ends the process at a moment that cannot be hit from outside: before or after a call of a bean's
 * method. It is put on the class path of a {@link CaravanProcess} alone; the product knows nothing
 * of it.
 *
 * <p>{@code before dueMessages.lease 500 TEXT}: when, bean and method, how many milliseconds later,
 * and a text that an argument must contain (or nothing). Other calls to that method wait meanwhile
 * if they contain the text too.
 */
final class Failpoint implements BeanPostProcessor {
  private final String when;
  private final String bean;
  private final String method;
  private final Duration later;
  private final String text;

  Failpoint() {
    String[] spec = System.getProperty("caravan.failpoint").split(" ", 4);
    String[] target = spec[1].split("\\.");
    when = spec[0];
    bean = target[0];
    method = target[1];
    later = Duration.ofMillis(Long.parseLong(spec[2]));
    text = spec.length > 3 ? spec[3] : "";
  }

  @Override
  public Object postProcessAfterInitialization(Object target, String name) {
    if (!name.equals(bean)) {
      return target;
    }
    if (Stream.of(target.getClass().getMethods()).noneMatch(each -> each.getName().equals(method))
        && Stream.of(target.getClass().getDeclaredMethods())
            .noneMatch(each -> each.getName().equals(method))) {
      throw new IllegalArgumentException(bean + " has no method " + method);
    }
    ProxyFactory proxy = new ProxyFactory(target);
    proxy.setProxyTargetClass(true);
    proxy.addAdvice((MethodInterceptor) this::call);
    return proxy.getProxy();
  }

  private Object call(MethodInvocation invocation) throws Throwable {
    Method called = invocation.getMethod();
    boolean meant =
        called.getName().equals(method)
            && Arrays.deepToString(invocation.getArguments()).contains(text);
    if (meant && when.equals("before")) {
      halt();
    }
    Object result = invocation.proceed();
    if (meant && when.equals("after")) {
      halt();
    }
    return result;
  }

  private void halt() {
    long until = System.nanoTime() + later.toNanos();
    for (long left = later.toNanos(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    Runtime.getRuntime().halt(137);
  }

  /** A folder that holds this class alone. */
  static String classes() {
    Path folder = Path.of("target/fault/failpoint").toAbsolutePath();
    String name = Failpoint.class.getName().replace('.', '/') + ".class";
    Path copy = folder.resolve(name);
    try (var in = Failpoint.class.getClassLoader().getResourceAsStream(name)) {
      Files.createDirectories(copy.getParent());
      Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return folder.toString();
  }
}
