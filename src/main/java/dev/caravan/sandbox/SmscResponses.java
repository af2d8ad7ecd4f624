package dev.caravan.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jsmpp.PDUStringException;
import org.jsmpp.SMPPConstant;
import org.jsmpp.SynchronizedPDUSender;
import org.jsmpp.bean.OptionalParameter;

/** Writes what the SMSC says; answers to submits later, or never, where that was asked for. */
final class SmscResponses extends SynchronizedPDUSender {
  private final Map<String, Fate> fates = new ConcurrentHashMap<>();
  private final Behaviours behaviours;
  private final Reports reports;

  SmscResponses(Behaviours behaviours, Reports reports) {
    this.behaviours = behaviours;
    this.reports = reports;
  }

  /** What becomes of one answer. */
  interface Fate {
    void of(Runnable answer) throws IOException;
  }

  /** To be told before the answer with this id is written. */
  void decide(String messageId, Fate fate) {
    fates.put(messageId, fate);
  }

  @Override
  public byte[] sendSubmitSmResp(
      OutputStream out, int sequenceNumber, String messageId, OptionalParameter... parameters)
      throws PDUStringException, IOException {
    Duration latency = behaviours.of(StandIn.SMPP).latency();
    Fate fate = fates.remove(messageId);
    if (fate == null && latency.isZero()) {
      return super.sendSubmitSmResp(out, sequenceNumber, messageId, parameters);
    }
    Runnable answer = () -> write(out, sequenceNumber, messageId, parameters);
    if (fate == null) {
      reports.after(latency, answer);
    } else {
      fate.of(answer);
    }
    return new byte[0];
  }

  @Override
  public byte[] sendHeader(OutputStream out, int commandId, int status, int sequenceNumber)
      throws IOException {
    Duration latency = behaviours.of(StandIn.SMPP).latency();
    if (commandId != SMPPConstant.CID_SUBMIT_SM_RESP || latency.isZero()) {
      return super.sendHeader(out, commandId, status, sequenceNumber);
    }
    reports.after(latency, () -> writeHeader(out, commandId, status, sequenceNumber));
    return new byte[0];
  }

  private void write(
      OutputStream out, int sequenceNumber, String messageId, OptionalParameter... parameters) {
    try {
      super.sendSubmitSmResp(out, sequenceNumber, messageId, parameters);
    } catch (IOException | PDUStringException e) {
      // The session is gone; the reader of its socket closes it.
    }
  }

  private void writeHeader(OutputStream out, int commandId, int status, int sequenceNumber) {
    try {
      super.sendHeader(out, commandId, status, sequenceNumber);
    } catch (IOException e) {
      // As above.
    }
  }
}
