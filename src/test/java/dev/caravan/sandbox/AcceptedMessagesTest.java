package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import org.junit.jupiter.api.Test;

class AcceptedMessagesTest {
  private final AcceptedMessages messages = new AcceptedMessages(Clock.systemUTC());

  @Test
  void keepsTheLastAndCountsAll() {
    for (int i = 0; i < 20_001; i++) {
      messages.add(StandIn.SMPP, "r" + i, "text " + i, "id" + i);
    }

    assertThat(messages.find("", ""))
        .hasSize(20_000)
        .first()
        .satisfies(newest -> assertThat(newest.recipient()).isEqualTo("r20000"));
    assertThat(messages.count(StandIn.SMPP)).isEqualTo(20_001);
    assertThat(messages.count(StandIn.HTTPBIN)).isZero();
  }

  @Test
  void findsByProviderAndText() {
    messages.add(StandIn.SMPP, "a", "your code is 4711", "1");
    messages.add(StandIn.HTTPBIN, "b", "your code is 4712", null);

    assertThat(messages.find("smpp", "code")).hasSize(1);
    assertThat(messages.find("", "4712"))
        .extracting(AcceptedMessages.AcceptedMessage::recipient)
        .containsExactly("b");
  }
}
