package dev.caravan.sandbox;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

/** Gives the stand-ins' answers: at once or later, without a thread that waits, or not at all. */
@SandboxPart
class Replies implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, DisposableBean {
  private static final String CUT = Replies.class.getName();

  private final ScheduledThreadPoolExecutor later = Later.threads("sandbox-replies", 2);
  private final Duration silence;

  Replies(SandboxProperties sandbox) {
    this.silence = sandbox.silence();
  }

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    factory.addContextValves(new ConnectionAtHand());
  }

  /** Answers after the delay. */
  void give(Reply reply, Duration delay, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (reply.kind() == Reply.Kind.ANSWER && delay.isZero()) {
      write(reply, response);
      return;
    }
    Duration wait = reply.kind() == Reply.Kind.SILENCE ? silence : delay;
    AsyncContext open = request.startAsync();
    open.setTimeout(0);
    Future<?> unused =
        later.schedule(() -> finish(reply, request, open), wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void finish(Reply reply, HttpServletRequest request, AsyncContext open) {
    try {
      if (reply.kind() == Reply.Kind.ANSWER) {
        write(reply, (HttpServletResponse) open.getResponse());
      } else if (request.getAttribute(CUT) instanceof Runnable cut) {
        cut.run();
      }
      open.complete();
    } catch (IOException | IllegalStateException e) {
      // Whoever asked is gone.
    }
  }

  private static void write(Reply reply, HttpServletResponse response) throws IOException {
    response.setStatus(reply.status());
    reply.headers().forEach(response::setHeader);
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /** A stop would wait for every request that is still open. */
  @EventListener
  void finishAll(ContextClosedEvent closed) {
    List.copyOf(later.getQueue()).forEach(Runnable::run);
  }

  @Override
  public void destroy() {
    later.shutdownNow();
  }

  /** Servlets cannot end a connection without an answer; what they are made of can. */
  private static final class ConnectionAtHand extends ValveBase {
    ConnectionAtHand() {
      super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
      if (request.getRequestURI().startsWith("/sandbox/")) {
        Runnable cut =
            () ->
                response
                    .getCoyoteResponse()
                    .action(ActionCode.CLOSE_NOW, new IOException("cut by the stand-in"));
        request.setAttribute(CUT, cut);
      }
      getNext().invoke(request, response);
    }
  }
}
