package dev.caravan.api;

import dev.caravan.group.Overloaded;
import dev.caravan.web.Correlation;
import dev.caravan.web.Problem;
import dev.caravan.web.ProblemCode;
import dev.caravan.web.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

/** How an API route's failure becomes an answer. */
@Component
class ApiErrors extends RouteConfigurationBuilder {
  static final String ID = "api-errors";

  private static final Logger LOG = LoggerFactory.getLogger(ApiErrors.class);

  private final ProblemWriter problems;

  ApiErrors(ProblemWriter problems) {
    this.problems = problems;
  }

  @Override
  public void configuration() {
    routeConfiguration(ID)
        .description("Answers every failure of the API as a problem document")
        .onException(Exception.class)
        .handled(true)
        .process(this::answer)
        .id("answer-problem");
  }

  private void answer(Exchange exchange) {
    Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    HttpServletRequest request = ApiExchange.requestOf(exchange);
    String correlationId = Correlation.of(request);
    Problem problem = problemOf(failure, correlationId);
    Message answer = exchange.getMessage();
    answer.removeHeaders("*");
    answer.setHeader(Exchange.HTTP_RESPONSE_CODE, problem.code().status());
    answer.setHeader(Exchange.CONTENT_TYPE, ProblemWriter.MEDIA_TYPE);
    if (problem.code() == ProblemCode.UNAVAILABLE) {
      answer.setHeader("Retry-After", "1");
    }
    answer.setBody(problems.body(problem, correlationId));
  }

  private static Problem problemOf(Throwable failure, String correlationId) {
    if (failure instanceof Problem problem) {
      return problem;
    }
    if (failure instanceof Overloaded || failure instanceof DirectConsumerNotAvailableException) {
      return new Problem(ProblemCode.UNAVAILABLE, "The service is busy; try again.");
    }
    if (failure instanceof CannotCreateTransactionException
        // A connection that broke: its rollback failed too, and hides why.
        || failure instanceof TransactionSystemException
        || failure instanceof CannotGetJdbcConnectionException
        || failure instanceof DataAccessResourceFailureException
        || failure instanceof TransientDataAccessException) {
      LOG.warn(
          "correlationId={} the database did not answer: {}", correlationId, failure.getClass());
      return new Problem(
          ProblemCode.UNAVAILABLE, "The message could not be stored now; try again.");
    }
    LOG.error("correlationId={} an API route failed", correlationId, failure);
    return new Problem(ProblemCode.INTERNAL, "An internal server error has occurred.");
  }
}
