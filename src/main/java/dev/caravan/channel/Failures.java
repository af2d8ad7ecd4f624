package dev.caravan.channel;

import dev.caravan.smpp.NoRoomException;
import dev.caravan.smpp.NotSentException;
import dev.caravan.smpp.SmppFailure;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;

/**
 * What a call that ended in an exception means. Only where the request certainly never left is it
 * safe to ask again; every other break leaves open whether the provider acted.
 */
final class Failures {
  private Failures() {}

  static Outcome outcomeOf(Throwable failure, Call call) {
    Optional<String> status = SmppFailure.of(failure);
    if (status.isPresent()) {
      return call.provider().statusCodes().outcome(status.get(), null, null);
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof HttpOperationFailedException answered) {
        return call.provider()
            .statusCodes()
            .outcome(String.valueOf(answered.getStatusCode()), null, null);
      }
      if (cause instanceof NoRoomException) {
        return new Outcome.Later(cause.getMessage());
      }
      if (cause instanceof NotCalledException || cause instanceof NotSentException) {
        return notCalled(cause.getMessage());
      }
      if (neverLeft(cause)) {
        return notCalled(cause.getClass().getSimpleName());
      }
    }
    // Only the class: an exception's text may quote the message, a number or a key.
    String origin = origin(failure).getClass().getSimpleName();
    return call.neverLeft() ? notCalled(origin) : new Outcome.Unknown("no answer: " + origin);
  }

  /** However long the provider is away, its messages keep their attempts. */
  static Outcome notCalled(String why) {
    return Outcome.Retry.uncounted("not called: " + why, null);
  }

  private static Throwable origin(Throwable failure) {
    return failure.getCause() == null ? failure : origin(failure.getCause());
  }

  private static boolean neverLeft(Throwable cause) {
    return cause instanceof ConnectException
        || cause instanceof HttpHostConnectException
        || cause instanceof ConnectTimeoutException
        || cause instanceof ConnectionRequestTimeoutException
        || cause instanceof UnknownHostException
        || cause instanceof NoRouteToHostException
        || cause instanceof SSLHandshakeException
        || cause instanceof SSLPeerUnverifiedException
        || cause instanceof DirectConsumerNotAvailableException;
  }
}
