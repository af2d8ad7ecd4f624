package dev.caravan.web;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;

/**
 * What Tomcat answers by itself, before any filter of ours runs (TRACE, a bad header): a problem
 * document instead of its HTML page with its name in it. Tomcat makes one by class name, hence no
 * bean.
 */
public class ContainerProblems extends ErrorReportValve {
  private final UnreadBody unreadBody = new UnreadBody();

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    super.invoke(request, response);
    unreadBody.leave(request, response);
  }

  @Override
  protected void report(Request request, Response response, Throwable throwable) {
    int status = response.getStatus();
    if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    ProblemCode code = ProblemCode.ofStatus(status);
    String correlationId = Correlation.of(request);
    String body =
        """
        {"type":"urn:caravan:problem:%s","title":"%s","status":%d,"code":"%s","correlationId":"%s","detail":"%s"}"""
            .formatted(
                code.wire(), code.title(), status, code.wire(), correlationId, code.title() + ".");
    try {
      response.setContentType(ProblemWriter.MEDIA_TYPE);
      response.setHeader(Correlation.HEADER, correlationId);
      response.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
      response.finishResponse();
    } catch (IOException | IllegalStateException e) {
      // The peer is gone, or the answer had begun: there is nobody to tell.
      container.getLogger().debug("no error report sent", e);
    }
  }
}
