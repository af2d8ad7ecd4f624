package dev.caravan.web;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** Turns what Spring answers by itself (404, 405, 406, 415) into the contract's problem texts. */
@Controller
class ErrorAnswers implements ErrorController {
  private static final int MAX_NAME = 128;

  private final ProblemWriter problems;

  ErrorAnswers(ProblemWriter problems) {
    this.problems = problems;
  }

  @RequestMapping("${server.error.path:/error}")
  void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    ProblemCode code = ProblemCode.ofStatus(status instanceof Integer number ? number : 404);
    problems.write(new Problem(code, detail(code, request)), request, response);
  }

  private static String detail(ProblemCode code, HttpServletRequest request) {
    return switch (code) {
      case NOT_FOUND -> "Not found.";
      case METHOD_NOT_ALLOWED ->
          "Method \"%s\" not allowed.".formatted(shorten(request.getMethod()));
      case NOT_ACCEPTABLE -> "Could not satisfy the request Accept header.";
      case UNSUPPORTED_MEDIA_TYPE ->
          "Unsupported media type \"%s\" in request."
              .formatted(
                  request.getContentType() == null
                      ? "text/plain"
                      : shorten(request.getContentType()));
      case INTERNAL -> "An internal server error has occurred.";
      default -> code.title() + ".";
    };
  }

  /** A client may send a name of eight thousand characters; the answer stays short. */
  private static String shorten(String name) {
    return name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME) + "…";
  }
}
