package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.web.Problem;
import dev.caravan.web.ProblemCode;
import dev.caravan.web.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.http.HttpStatus;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.server.ResponseStatusException;

/** Slows and breaks a stand-in while it runs. */
@Sandbox
class BehaviourControl {
  private static final String PATH = "/sandbox/behaviour/{standIn}";
  private static final Set<String> MEMBERS = Set.of("latency", "failureRate");
  private static final Duration MAX_LATENCY = Duration.ofMinutes(5);

  private final Behaviours behaviours;
  private final ProblemWriter problems;

  BehaviourControl(Behaviours behaviours, ProblemWriter problems) {
    this.behaviours = behaviours;
    this.problems = problems;
  }

  @GetMapping(PATH)
  Map<String, Object> show(@PathVariable String standIn) {
    Behaviour behaviour = behaviours.of(named(standIn));
    return Map.of(
        "latency", behaviour.latency().toMillis() + "ms", "failureRate", behaviour.failureRate());
  }

  /** What is left out is 0. */
  @PutMapping(PATH)
  Map<String, Object> change(@PathVariable String standIn, @RequestBody JsonNode wanted) {
    StandIn named = named(standIn);
    behaviours.set(named, read(wanted));
    return show(standIn);
  }

  /** Back to what it was at the start. */
  @DeleteMapping(PATH)
  Map<String, Object> reset(@PathVariable String standIn) {
    behaviours.reset(named(standIn));
    return show(standIn);
  }

  @ExceptionHandler
  void refuse(Problem problem, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    problems.write(problem, request, response);
  }

  @ExceptionHandler
  void refuse(
      HttpMessageNotReadableException notJson,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    refuse(new Problem(ProblemCode.JSON_MALFORMED, "The body is not JSON."), request, response);
  }

  private static StandIn named(String standIn) {
    return StandIn.named(standIn)
        .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
  }

  private static Behaviour read(JsonNode wanted) {
    if (!wanted.isObject()) {
      throw refused("Expected an object such as {\"latency\":\"200ms\",\"failureRate\":0.1}.");
    }
    for (Iterator<String> names = wanted.fieldNames(); names.hasNext(); ) {
      if (!MEMBERS.contains(names.next())) {
        throw refused("Only latency and failureRate can be set.");
      }
    }
    JsonNode rate = wanted.path("failureRate");
    if (!rate.isMissingNode() && !(rate.isNumber() && inRange(rate.doubleValue()))) {
      throw refused("failureRate must be a number from 0 to 1.");
    }
    return new Behaviour(latency(wanted.path("latency")), rate.asDouble());
  }

  private static boolean inRange(double rate) {
    return rate >= 0 && rate <= 1;
  }

  private static Duration latency(JsonNode latency) {
    if (latency.isMissingNode()) {
      return Duration.ZERO;
    }
    try {
      Duration duration = DurationStyle.detectAndParse(latency.textValue());
      if (!duration.isNegative() && duration.compareTo(MAX_LATENCY) <= 0) {
        return duration;
      }
    } catch (IllegalArgumentException | ArithmeticException e) {
      // The same answer as for one out of range.
    }
    throw refused("latency must be a duration from 0ms to 5m, such as \"200ms\".");
  }

  private static Problem refused(String detail) {
    return new Problem(ProblemCode.BAD_REQUEST, detail);
  }
}
