package dev.caravan.smpp;

import org.jsmpp.session.SMPPSession;

/** A session that was bound, and how many of its requests wait for their response. */
final class SmscSession {
  private final SMPPSession smpp;
  private final SmscSocket socket;

  private volatile boolean refused;

  /** Guarded by the lock of {@link SmscSessions}. */
  int inFlight;

  SmscSession(SMPPSession smpp, SmscSocket socket) {
    this.smpp = smpp;
    this.socket = socket;
  }

  /** No new requests go over it; those under way have their responses awaited. */
  void refuse() {
    refused = true;
  }

  boolean isRefused() {
    return refused;
  }

  SMPPSession smpp() {
    return smpp;
  }

  boolean isUp() {
    return !refused && isOpen();
  }

  /** jsmpp believes in a session whose connection ended while the bind was being answered. */
  boolean isOpen() {
    return smpp.getSessionState().isBound() && socket.isOpen();
  }
}
