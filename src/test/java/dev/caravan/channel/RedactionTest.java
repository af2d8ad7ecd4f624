package dev.caravan.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RedactionTest {
  private static final String TEXT = "pin \"4711\" é";
  private final Redaction redaction =
      new Redaction(ProviderRoute.submission("sms", TEXT, "+254700987654", "token-of-a-handset"));

  @Test
  void takesTheTextOutHoweverItIsWritten() {
    for (String written :
        List.of(
            "before " + TEXT + " after",
            "m=pin+%224711%22+%C3%A9&x=1",
            "{\"m\":\"pin \\\"4711\\\" é\"}")) {
      assertThat(redaction.text(written))
          .contains("(text of 12 characters)")
          .doesNotContain("4711");
    }
  }

  @Test
  void takesOutWhatJsonWritesOtherwise() {
    Redaction of = new Redaction(ProviderRoute.submission("sms", "a\tb", "line1\nline2"));

    assertThat(of.text("{\"message\":\"a\\tb\",\"recipients\":\"line1\\nline2\"}"))
        .contains("(text of 3 characters)")
        .doesNotContain("\\tb", "line1\\nline2");
  }

  @Test
  void takesTheTextOutThatNamesARecipient() {
    Redaction of =
        new Redaction(
            ProviderRoute.submission("sms", "Your number 0700987654 is \"ok\"", "0700987654"));

    for (String written :
        List.of(
            "text=Your+number+0700987654+is+%22ok%22",
            "{\"data\":\"{\\\"m\\\":\\\"Your number 0700987654 is \\\\\\\"ok\\\\\\\"\\\"}\"}")) {
      assertThat(of.text(written)).contains("(text of 30 characters)").doesNotContain("number");
    }
  }

  @Test
  void masksRecipientsAndOtherNumbers() {
    assertThat(redaction.text("to +254700987654 and token-of-a-handset, from 254711000000."))
        .isEqualTo("to +2547*****54 and token*****et, from 25471*****00.");
  }

  @Test
  void leavesIdsReadable() {
    assertThat(redaction.text("ATXid_1234567890123 and 0:1500415314455276%31bd1c9631bd1c96"))
        .contains("ATXid_1234567890123");
  }

  @Test
  void takesOutAShortTextOnlyAsAWholeField() {
    Redaction of = new Redaction(ProviderRoute.submission("sms", "1", "+254700987654"));

    assertThat(of.field("message", "1")).isEqualTo("(text of 1 characters)");
    assertThat(of.text("status 101")).isEqualTo("status 101");
  }

  @Test
  void namesSecretsOnly() {
    assertThat(redaction.field("apiKey", "abc")).isEqualTo("(secret)");
    assertThat(redaction.field("password", "abc")).isEqualTo("(secret)");
  }

  @Test
  void cutsWhatIsLongAndPrintsNothingOdd() {
    assertThat(redaction.text("x".repeat(5000))).hasSize(1001);
    assertThat(redaction.text("a\0b\u001bc")).isEqualTo("a b c");
  }
}
