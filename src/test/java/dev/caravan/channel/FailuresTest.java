package dev.caravan.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {
  /** One of which nobody knows whether it left. */
  private static final Call CALL =
      new Call(null, ProviderRoute.submission("sms", "text", "+254700000001"));

  static Stream<Throwable> neverLeft() {
    return Stream.of(
        new ConnectException("refused"),
        new UnknownHostException("nowhere"),
        new ConnectTimeoutException("slow"),
        new ConnectionRequestTimeoutException("no connection free"),
        new SSLHandshakeException("expired"),
        new SSLPeerUnverifiedException("another host's"),
        new IllegalStateException(new IOException(new ConnectException("deep"))));
  }

  @ParameterizedTest
  @MethodSource("neverLeft")
  void retriesWhatNeverLeftAndCountsNoAttempt(Throwable failure) {
    assertThat(Failures.outcomeOf(failure, CALL))
        .isInstanceOfSatisfying(
            Outcome.Retry.class, retry -> assertThat(retry.counted()).isFalse());
  }

  @Test
  void takesAnAnswerThatTheRouteMadeAFailureForWhatItsStatusSays() {
    ProviderCard card = new ProviderCard();
    card.setChannel("test");
    card.setTypes("sms");
    card.setStatusCodes(Map.of("4xx", "refused", "other", "unknown"));
    Call call = new Call(Provider.of("test", card), CALL.submission());

    Outcome said =
        Failures.outcomeOf(
            new HttpOperationFailedException("http://x", 404, "Not Found", null, Map.of(), ""),
            call);

    assertThat(said).isEqualTo(new Outcome.Refused("404"));
  }

  static Stream<Throwable> mayHaveArrived() {
    return Stream.of(
        new SocketTimeoutException("read"),
        new SocketException("reset"),
        new NoHttpResponseException("closed"),
        new SSLException("cut off"),
        new IOException("broken"),
        new IllegalStateException("a mapping failed after the call"));
  }

  @ParameterizedTest
  @MethodSource("mayHaveArrived")
  void leavesOpenWhatMayHaveArrived(Throwable failure) {
    assertThat(Failures.outcomeOf(failure, CALL)).isInstanceOf(Outcome.Unknown.class);
  }
}
