package dev.caravan.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CardTest {
  private final ProviderCard card = new ProviderCard();

  CardTest() {
    card.setChannel("test");
    card.setTypes("sms, dummy");
    card.setStatusCodes(Map.of("other", "unknown"));
  }

  @ParameterizedTest
  @CsvSource({
    "200, accepted",
    "299, accepted",
    "404, refused",
    "429, retry",
    "503, retry",
    "700, unknown",
    "Sent to 1/1, retry",
    "Sentinel, accepted",
    "1, unknown"
  })
  void classesACode(String code, String outcome) {
    CodeTable table =
        new CodeTable(
            Map.of(
                "2xx", "accepted",
                "429", "retry too many",
                "4xx", "refused",
                "5xx", "retry",
                "Sent to*", "retry",
                "Sent*", "accepted",
                "other", "unknown"));

    assertThat(table.outcome(code, "id", null).name()).isEqualTo(outcome);
  }

  @Test
  void saysWhatACodeMeans() {
    CodeTable table = new CodeTable(Map.of("405", "refused InsufficientBalance", "other", "retry"));

    assertThat(table.outcome("405", null, null))
        .isEqualTo(new Outcome.Refused("405 InsufficientBalance"));
    assertThat(table.outcome("9", null, Duration.ofSeconds(3)))
        .isEqualTo(new Outcome.Retry("9", Duration.ofSeconds(3)));
  }

  @ParameterizedTest
  @CsvSource({
    "retry, PT5S, 2147483647, true",
    "retry after 10s, PT10S, 2147483647, true",
    "retry attempts 3, PT5S, 3, true",
    "retry attempts 3 after 10s, PT10S, 3, true",
    "retry uncounted, PT5S, 2147483647, false",
    "retry uncounted after 10s, PT10S, 2147483647, false"
  })
  void limitsWhatACodeMayCost(String entry, Duration after, int attempts, boolean counted) {
    CodeTable table = new CodeTable(Map.of("69", entry + " busy", "other", "retry"));
    Duration asked = entry.contains("after") ? null : Duration.ofSeconds(5);

    assertThat(table.outcome("69", null, asked))
        .isEqualTo(new Outcome.Retry("69 busy", after, attempts, counted));
  }

  @Test
  void refusesACardThatIsWrong() {
    card.setStatusCodes(Map.of("200", "perhaps", "other", "unknown"));
    refused("perhaps");
    card.setStatusCodes(Map.of("200", "accepted"));
    refused("other");
    card.setStatusCodes(Map.of("other", "unknown"));
    card.setConsumers(Map.of("high", "0"));
    refused("consumers.high");
    card.setConsumers(Map.of());
    for (String entry :
        List.of(
            "retry after 10 busy",
            "retry after -10m busy",
            "retry after 31d busy",
            "retry after 99999999999h busy",
            "retry after busy",
            "retry attempts 0 busy",
            "retry attempts 101 busy",
            "retry after 10m attempts 3 busy",
            "retry after 10m uncounted busy",
            "refused after 10m busy")) {
      card.setStatusCodes(Map.of("405", entry, "other", "unknown"));
      refused("405");
    }
    for (String code : List.of("40x", "4x", "4XX")) {
      card.setStatusCodes(Map.of(code, "refused", "other", "unknown"));
      refused("4xx");
    }
    card.setStatusCodes(Map.of("0x1", "refused", "other", "unknown"));
    for (String callTimeout : List.of("0s", "900ms", "30", "-5s")) {
      card.setCallTimeout(callTimeout);
      refused("callTimeout");
    }
    card.setCallTimeout("30s");
    card.setRetry(Map.of("firstDelay", "5s", "maxDelay", "1s"));
    refused("retry.maxDelay");
    card.setRetry(Map.of("maxUncounted", "1001"));
    refused("retry.maxUncounted");
    card.setRetry(Map.of());
    card.setUnknown("guess");
    refused("unknown");
    card.setUnknown("wait");
    card.setTypes("");
    refused("types");
    card.setTypes("sms");
    card.setChannel("Not a word");
    refused("channel");
  }

  @Test
  void reachesOnlyRecipientsOfItsPattern() {
    card.setRecipientPattern("\\+?[0-9]+");
    card.setRecipientMaxLength(5);
    Provider provider = Provider.of("test", card);

    assertThat(provider.addresses().of("+123")).contains("+123");
    assertThat(provider.addresses().of("12,34")).isEmpty();
    assertThat(provider.addresses().of("123456")).isEmpty();
  }

  @Test
  void backsOffWithJitterUpToItsLimit() {
    RetryPolicy policy = new RetryPolicy(50, 150, Duration.ofSeconds(1), Duration.ofSeconds(60));

    assertThat(policy.delayAfter(1, null))
        .isBetween(Duration.ofMillis(800), Duration.ofMillis(1200));
    assertThat(policy.delayAfter(4, null))
        .isBetween(Duration.ofMillis(6400), Duration.ofMillis(9600));
    assertThat(policy.delayAfter(50, null))
        .isBetween(Duration.ofSeconds(48), Duration.ofSeconds(72));
  }

  private void refused(String naming) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Provider.of("test", card))
        .withMessageContaining(naming);
  }
}
