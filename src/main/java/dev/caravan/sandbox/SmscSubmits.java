package dev.caravan.sandbox;

import dev.caravan.sandbox.Reports.Report;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jsmpp.PDUStringException;
import org.jsmpp.SMPPConstant;
import org.jsmpp.bean.OptionalParameter;
import org.jsmpp.bean.SubmitSm;
import org.jsmpp.extra.ProcessRequestException;
import org.jsmpp.session.SMPPServerSession;
import org.jsmpp.session.SubmitSmResult;
import org.jsmpp.util.MessageId;

/**
 * What the SMSC does with a message: takes it and sends a receipt, unless the destination asks for
 * something else (docs/stand-ins.md). Each part of a long text is a message of its own.
 */
final class SmscSubmits implements SubmitListener {
  private static final int RECEIPT_BITS = 0x03;
  private static final int NO_RECEIPT = 0;
  private static final int RECEIPT_OF_FAILURE = 2;
  private static final int TEXT_IN_RECEIPT = 20;

  private final SandboxProperties sandbox;
  private final Behaviours behaviours;
  private final AcceptedMessages messages;
  private final Reports reports;
  private final SmscSessions sessions;
  private final SmscResponses responses;
  private final Clock clock;
  private final FirstTries tries = new FirstTries();
  private final AtomicLong lastId;

  SmscSubmits(
      SandboxProperties sandbox,
      Behaviours behaviours,
      AcceptedMessages messages,
      Reports reports,
      SmscSessions sessions,
      SmscResponses responses,
      Clock clock) {
    this.sandbox = sandbox;
    this.behaviours = behaviours;
    this.messages = messages;
    this.reports = reports;
    this.sessions = sessions;
    this.responses = responses;
    this.clock = clock;
    // No id is given twice, also not after a restart: a million for each millisecond.
    this.lastId = new AtomicLong(clock.millis() * 1_000_000);
  }

  @Override
  public SubmitSmResult onAcceptSubmitSm(SubmitSm submit, SMPPServerSession source)
      throws ProcessRequestException {
    Subscriber destination = Subscriber.of(submit.getDestAddress());
    String text = SmsText.of(submit);
    int refusal = refusal(destination, text);
    if (refusal != SMPPConstant.STAT_ESME_ROK) {
      throw new ProcessRequestException("refused", refusal);
    }
    long number = lastId.incrementAndGet();
    String id = Long.toHexString(number);
    messages.add(StandIn.SMPP, destination.e164(), text, id);
    boolean otherId = destination.is(Subscriber.RECEIPT, ReceiptPlan.OTHER_ID);
    String idInReceipt = otherId ? Long.toString(number) : id;
    settle(destination, id, receipts(submit, destination, idInReceipt, text));
    return answer(id);
  }

  /** The command_status to refuse it with, or 0. */
  private int refusal(Subscriber destination, String text) {
    if (behaviours.of(StandIn.SMPP).failsNow()) {
      return SMPPConstant.STAT_ESME_RSYSERR;
    }
    if (destination.group() == Subscriber.COMMAND_STATUS) {
      return destination.code();
    }
    if (destination.is(Subscriber.REQUEST, Subscriber.FAILS_FIRST)) {
      return tries.isFirst(destination.e164(), text) ? SMPPConstant.STAT_ESME_RSYSERR : 0;
    }
    if (destination.is(Subscriber.REQUEST, Subscriber.THROTTLED_FIRST)) {
      return tries.isFirst(destination.e164(), text) ? SMPPConstant.STAT_ESME_RTHROTTLED : 0;
    }
    return SMPPConstant.STAT_ESME_ROK;
  }

  private List<Report> receipts(
      SubmitSm submit, Subscriber destination, String idInReceipt, String text) {
    int wanted = submit.getRegisteredDelivery() & RECEIPT_BITS;
    if (wanted == NO_RECEIPT) {
      return List.of();
    }
    Instant now = clock.instant();
    String start = text.substring(0, Math.min(text.length(), TEXT_IN_RECEIPT));
    Receipt.Message message =
        new Receipt.Message(idInReceipt, start.replaceAll("[^ -~]", "?"), now, now);
    return ReceiptPlan.of(destination, message).stream()
        .filter(receipt -> wanted != RECEIPT_OF_FAILURE || receipt.tellsOfFailure())
        .<Report>map(receipt -> () -> sessions.deliver(receipt, submit))
        .toList();
  }

  /** Decides on the answer, and on when the receipts follow. */
  private void settle(Subscriber destination, String id, List<Report> receipts) {
    if (destination.reporting() == Reporting.EARLY) {
      responses.decide(id, answer -> reports.sendFirst(receipts, answer));
      return;
    }
    if (destination.is(Subscriber.REQUEST, Subscriber.SILENCE)) {
      responses.decide(id, answer -> {});
    } else if (destination.is(Subscriber.REQUEST, Subscriber.CUT)) {
      responses.decide(id, SmscSubmits::cut);
    }
    Duration delay =
        destination.reporting() == Reporting.LATE
            ? sandbox.lateReportDelay()
            : sandbox.reportDelay();
    reports.send(receipts, behaviours.of(StandIn.SMPP).latency().plus(delay));
  }

  /** The session ends, as after any failure to write. */
  private static void cut(Runnable answer) throws IOException {
    throw new IOException("cut by the stand-in");
  }

  private static SubmitSmResult answer(String id) {
    try {
      return new SubmitSmResult(new MessageId(id), new OptionalParameter[0]);
    } catch (PDUStringException e) {
      throw new IllegalStateException(e);
    }
  }
}
