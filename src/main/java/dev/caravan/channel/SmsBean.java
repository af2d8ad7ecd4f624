package dev.caravan.channel;

import dev.caravan.smpp.SmppSubmit;
import dev.caravan.smpp.SmsPart;
import dev.caravan.smpp.SmsParts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;

/**
 * The bean {@code sms}: sends a text to one recipient by SMPP, part by part. What a part came to is
 * kept with the call, so that a call that breaks off between two parts goes on after the first.
 */
public class SmsBean {
  /** Who sends where the client's sender id is not registered; empty for the SMSC's default. */
  private static final String SENDER = "sms.sender";

  /** Where it is sent, for the timeline. */
  private static final String SMSC = "sms.smsc";

  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private static final String CALLBACK_DATA = "{\"enqueued\":true}";

  private final SmppSubmit submit = new SmppSubmit();
  private final Clock clock;

  public SmsBean(Clock clock) {
    this.clock = clock;
  }

  /** The parts that are still to be sent, in their order. */
  public List<SmsPart> parts(Exchange exchange) {
    Call call = Call.of(exchange);
    Submission submission = call.submission();
    List<SmsPart> parts = SmsParts.of(submission.text(), submission.reference());
    SortedMap<String, Object> said = new TreeMap<>();
    said.put("source", source(exchange, submission));
    said.put("destination", submission.recipient());
    said.put("data_coding", parts.get(0).dataCoding());
    said.put("parts", parts.size());
    call.sending(said);
    call.sendingTo(exchange.getVariable(SMSC, "", String.class));
    return parts.stream().filter(part -> !submission.partsTaken().contains(part.number())).toList();
  }

  /** Makes the part in the body a submit_sm. */
  public void submit(Exchange exchange) throws InvalidPayloadException {
    Submission submission = Call.of(exchange).submission();
    String source = source(exchange, submission);
    exchange.setVariable("sms.part", exchange.getMessage().getBody(SmsPart.class));
    submit.prepare(
        exchange,
        source.isEmpty() ? null : source,
        submission.recipient(),
        submission.wantsReport(),
        validity(submission.validUntil()));
  }

  /** Keeps the id of the part that was just sent. */
  public void took(Exchange exchange) {
    SmsPart part = exchange.getVariable("sms.part", SmsPart.class);
    String id = submit.messageId(exchange).orElse("");
    Call.of(exchange).took(new Outcome.Taken(part.number(), id), part.of());
  }

  /** The answer, once every part was taken. */
  public Answer answer(Exchange exchange) {
    Call call = Call.of(exchange);
    String ids = call.taken().stream().map(Outcome.Taken::id).collect(Collectors.joining(", "));
    call.answered("0x0", ids, null);
    return new Answer(List.of(new Outcome.Accepted(call.taken())), "0x0", CALLBACK_DATA);
  }

  private static String source(Exchange exchange, Submission submission) {
    return submission.sender() != null
        ? submission.sender()
        : exchange.getVariable(SENDER, "", String.class);
  }

  /**
   * Relative, as SMPP 3.4 writes it in 7.1.1; null for the SMSC's default. What has just ended
   * still gets a second: without a period the SMSC would try for days.
   */
  private String validity(Instant until) {
    if (until == null) {
      return null;
    }
    Duration asked = Duration.between(clock.instant(), until);
    Duration left = asked.compareTo(SHORTEST) < 0 ? SHORTEST : asked;
    return "0000%02d%02d%02d%02d000R"
        .formatted(
            Math.min(left.toDays(), 30),
            left.toHoursPart(),
            left.toMinutesPart(),
            left.toSecondsPart());
  }
}
