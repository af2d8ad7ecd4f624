package dev.caravan.channel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.smpp.SmppFailure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.support.DefaultExchange;

/**
 * One call of a provider route: what is sent, by whose card the answer is read, and what has been
 * seen of the exchange so far, which is what there is to tell when the call breaks off.
 */
final class Call {
  private static final String VARIABLE = "caravan.call";

  private final Provider provider;
  private final Submission submission;
  private final Redaction redaction;
  private final List<Outcome.Taken> taken = new ArrayList<>();
  private int parts = 1;
  private String to;
  private String sent;
  private String status;
  private String answer;
  private JsonNode body;
  private String token;
  private boolean watched;
  private boolean left;

  Call(Provider provider, Submission submission) {
    this.provider = provider;
    this.submission = submission;
    this.redaction = new Redaction(submission);
  }

  /** The exchange to make it with. */
  Exchange exchange(CamelContext camel) {
    Exchange exchange = new DefaultExchange(camel, ExchangePattern.InOut);
    exchange.setVariable(VARIABLE, this);
    exchange.getMessage().setBody(submission);
    return exchange;
  }

  static Call of(Exchange exchange) {
    return exchange.getVariable(VARIABLE, Call.class);
  }

  Provider provider() {
    return provider;
  }

  Submission submission() {
    return submission;
  }

  /** Remembers the access token that is sent. */
  void authorizedBy(String accessToken) {
    token = accessToken;
  }

  /** The access token that was sent; null without one. */
  String token() {
    return token;
  }

  /** Remembers the fields of the request. */
  void sending(SortedMap<String, Object> fields) {
    sent =
        fields.entrySet().stream()
            .map(field -> field.getKey() + "=" + redaction.field(field.getKey(), field.getValue()))
            .collect(Collectors.joining("&"));
  }

  /** Remembers the answer. */
  void answered(String status, String text, JsonNode json) {
    this.status = status;
    // JSON in our own spelling: \\u00e9 would hide the text that it is part of.
    this.answer = redaction.text(json == null || json.isMissingNode() ? text : json.toString());
    this.body = json;
  }

  /** The answer's body, once it has been read. */
  JsonNode body() {
    return body;
  }

  /** Remembers the address where the exchange itself does not, because its parts are sent. */
  void sendingTo(String address) {
    to = address;
  }

  /** Remembers a part that the provider took, of so many. */
  void took(Outcome.Taken part, int of) {
    taken.add(part);
    parts = of;
  }

  List<Outcome.Taken> taken() {
    return List.copyOf(taken);
  }

  /** Each endpoint that the exchange goes to, from the route's own on. */
  void goesTo(String uri) {
    watched = true;
    left |= !uri.startsWith("direct:");
  }

  /** Whether it is certain that nobody outside was asked. */
  boolean neverLeft() {
    return watched && !left;
  }

  /** What a call that broke off came to: what was taken before stays taken. */
  Outcome brokenOff(Throwable failure) {
    Outcome rest = Failures.outcomeOf(failure, this);
    return taken.isEmpty() ? rest : new Outcome.Partly(taken(), parts, rest);
  }

  /** What it came to, once its route has ended. */
  CallResult result(Exchange done) {
    Exception failure = done.getException();
    if (failure != null) {
      return forAll(brokenOff(failure), SmppFailure.of(failure).orElse(null), done);
    }
    Answer answer = done.getMessage().getBody(Answer.class);
    if (answer == null) {
      String why = "the provider's route does not end in an answer";
      return forAll(neverLeft() ? Failures.notCalled(why) : new Outcome.Unknown(why), null, done);
    }
    if (answer.outcomes().size() != submission.recipients().size()) {
      String why = "the answer is for one recipient; the card needs recipients.perCall: 1";
      return forAll(new Outcome.Unknown(why), answer.code(), done);
    }
    return new CallResult(
        answer.outcomes(), answer.code(), answer.callbackData(), List.of(exchanged(done)));
  }

  private CallResult forAll(Outcome outcome, String code, Exchange done) {
    return new CallResult(
        Collections.nCopies(submission.recipients().size(), outcome),
        code,
        null,
        List.of(exchanged(done)));
  }

  private Exchanged exchanged(Exchange exchange) {
    String address = to == null ? exchange.getProperty(Exchange.TO_ENDPOINT, "", String.class) : to;
    return new Exchanged(address.replaceFirst("\\?.*", ""), sent, status, answer);
  }
}
