package dev.caravan.sandbox;

import dev.caravan.sandbox.Reporting.Words;
import dev.caravan.sandbox.Reports.Report;
import dev.caravan.sandbox.Reports.Taken;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.env.Environment;

/** Posts delivery reports as Africa's Talking does: forms, to one address for the account. */
@SandboxPart
class AfricasTalkingReports implements DisposableBean {
  private static final String ADDRESS = "caravan.sandbox.africas-talking-reports";
  private static final String SAFARICOM = "63902";
  private static final int THREADS = 32;
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private static final Words WORDS =
      new Words(List.of("Sent", "Submitted", "Buffered"), "Success", "Failed", "Teleported");

  /** Made at its first use, so that it does not slow the start. */
  private static final class Http {
    static final HttpClient CLIENT =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
  }

  /** The failures of 0711003001 and on: the reasons that come with Failed, then other words. */
  private static final List<String> REASONS =
      List.of(
          "InsufficientCredit",
          "InvalidLinkId",
          "UserIsInactive",
          "UserInBlackList",
          "UserAccountSuspended",
          "NotNetworkSubcriber",
          "UserNotSubscribedToProduct",
          "UserDoesNotExist",
          "DeliveryFailure",
          "DoNotDisturbRejection");

  private static final List<String> OTHER_FAILURES =
      List.of("Rejected", "AbsentSubscriber", "Expired");

  private final Reports reports;
  private final SandboxProperties sandbox;
  private final Environment environment;

  AfricasTalkingReports(SandboxProperties sandbox, Environment environment, MeterRegistry meters) {
    this.reports = new Reports(StandIn.AFRICAS_TALKING, THREADS, meters);
    this.sandbox = sandbox;
    this.environment = environment;
  }

  /**
   * Reports on an accepted message, later or (where the number asks for it) before this returns.
   *
   * @param latency how long the answer takes, which comes first
   */
  void send(Subscriber subscriber, String messageId, Duration latency) {
    List<Report> planned =
        plan(subscriber).stream().map(form -> report(subscriber, messageId, form)).toList();
    switch (subscriber.reporting()) {
      case EARLY -> reports.sendHere(planned);
      case LATE -> reports.send(planned, latency.plus(sandbox.lateReportDelay()));
      default -> reports.send(planned, latency.plus(sandbox.reportDelay()));
    }
  }

  /** What differs from one report to the next: status, and a reason where there is one. */
  private record Status(String word, String failureReason) {}

  private static List<Status> plan(Subscriber subscriber) {
    int failure = subscriber.group() == Subscriber.FAILURE ? subscriber.code() - 1 : -1;
    if (failure >= 0 && failure < REASONS.size()) {
      return List.of(new Status("Failed", REASONS.get(failure)));
    }
    int other = failure - REASONS.size();
    if (other >= 0 && other < OTHER_FAILURES.size()) {
      return List.of(new Status(OTHER_FAILURES.get(other), null));
    }
    return subscriber.reporting().words(WORDS).stream()
        .map(word -> new Status(word, word.equals("Failed") ? "DeliveryFailure" : null))
        .toList();
  }

  private Report report(Subscriber subscriber, String messageId, Status status) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("id", messageId);
    form.put("status", status.word());
    form.put("phoneNumber", subscriber.e164());
    form.put("networkCode", SAFARICOM);
    if (status.failureReason() != null) {
      form.put("failureReason", status.failureReason());
    }
    return () -> post(form);
  }

  private Taken post(Map<String, String> form) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(environment.getRequiredProperty(ADDRESS)))
              .timeout(TIMEOUT)
              .header("Content-Type", "application/x-www-form-urlencoded")
              .POST(HttpRequest.BodyPublishers.ofString(encode(form)))
              .build();
      int status = Http.CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status < 300) {
        return Taken.TAKEN;
      }
      return status >= 500 || status == 429 ? Taken.NOT_YET : Taken.REFUSED;
    } catch (IOException e) {
      return Taken.NOT_YET;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Taken.REFUSED;
    } catch (IllegalArgumentException | IllegalStateException e) {
      // The address is none.
      return Taken.REFUSED;
    }
  }

  private static String encode(Map<String, String> form) {
    return form.entrySet().stream()
        .map(
            field ->
                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  @Override
  public void destroy() {
    reports.close();
  }
}
