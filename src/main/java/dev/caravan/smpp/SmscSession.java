package dev.caravan.smpp;

import org.jsmpp.session.SMPPSession;

/** A session that was bound, and how many of its requests wait for their response. */
final class SmscSession {
  private final SMPPSession smpp;
  private final SmscSocket socket;

  /** Guarded by the lock of {@link SmscSessions}. */
  int inFlight;

  SmscSession(SMPPSession smpp, SmscSocket socket) {
    this.smpp = smpp;
    this.socket = socket;
  }

  SMPPSession smpp() {
    return smpp;
  }

  /** jsmpp believes in a session whose connection ended while the bind was being answered. */
  boolean isUp() {
    return smpp.getSessionState().isBound() && socket.isOpen();
  }
}
