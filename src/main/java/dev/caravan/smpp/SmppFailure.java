package dev.caravan.smpp;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.component.smpp.SmppException;
import org.jsmpp.GenericNackResponseException;
import org.jsmpp.PDUException;
import org.jsmpp.PDUStringException;
import org.jsmpp.extra.NegativeResponseException;

/** What the failure of a submit says. */
public final class SmppFailure {
  private static final Set<String> TOO_MUCH = Set.of("0x58", "0x14");

  /** RINVBNDSTS, RALYBND and RBINDFAIL. */
  private static final Set<String> OF_SESSION = Set.of("0x4", "0x5", "0xD");

  private SmppFailure() {}

  /**
   * The command_status with which the SMSC refused a request, such as {@code 0x58} or {@code 0xB};
   * empty for every other failure, a time-out for example.
   */
  public static Optional<String> of(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof NotSentException) {
        return Optional.empty();
      }
      if (each instanceof NegativeResponseException refusal) {
        return Optional.of(code(refusal.getCommandStatus()));
      }
      if (each instanceof GenericNackResponseException refusal) {
        return Optional.of(code(refusal.getCommandStatus()));
      }
    }
    return Optional.empty();
  }

  /** Whether the SMSC says that it gets too much: throttling, or a full queue. */
  static boolean isTooMuch(Throwable failure) {
    return of(failure).filter(TOO_MUCH::contains).isPresent();
  }

  /** Whether the SMSC says that the session is none to send over. */
  static boolean isOfSession(Throwable failure) {
    return of(failure).filter(OF_SESSION::contains).isPresent();
  }

  /**
   * The failure as a route may see and log it. What jsmpp itself refuses to send gets the code with
   * which an SMSC would refuse it, because jsmpp's own message quotes the text.
   */
  static Exception forRoute(SmppException failure) {
    Throwable cause = failure.getCause();
    if (cause instanceof IOException unsent) {
      // jsmpp throws it only while it writes, and a request that is not whole is none.
      return new NotSentException("the session was lost before the request left", unsent);
    }
    if (cause instanceof PDUStringException refused) {
      return new SmppException(new NegativeResponseException(refused.getErrorCode()));
    }
    return cause instanceof PDUException
        ? new SmppException("The request cannot be written as SMPP.")
        : failure;
  }

  private static String code(int status) {
    return "0x%X".formatted(status);
  }
}
