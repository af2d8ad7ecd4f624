package dev.caravan.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.message.StoredReport;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReportFieldsTest {
  private final ReportFields fields = new ReportFields(new ObjectMapper());

  @Test
  void readsAForm() {
    assertThat(
            read(
                ReportFields.FORM,
                "id=ATXid_1&status=Success&phoneNumber=%2B254700987654&failureReason=&id=second&=x&flag"))
        .isEqualTo(
            Map.of(
                "id", "ATXid_1",
                "status", "Success",
                "phoneNumber", "+254700987654",
                "failureReason", "",
                "flag", ""));
  }

  @Test
  void readsJsonWithDotsBetweenItsLevels() {
    assertThat(
            read(
                "Application/JSON; charset=utf-8",
                "{\"id\":7,\"status\":{\"name\":\"ok\"},\"none\":null,\"list\":[1]}"))
        .isEqualTo(Map.of("id", "7", "status.name", "ok"));
  }

  @Test
  void takesNoNameThatCouldBeSomethingElse() {
    assertThat(read(ReportFields.FORM, "a%20b=1&${body}=2&x%00=3&ok.a-b_c=4"))
        .isEqualTo(Map.of("ok.a-b_c", "4"));
  }

  @Test
  void writesAFormThatItReads() {
    Map<String, String> written = Map.of("id", "a&b=c d", "stat", "DELIVRD");

    assertThat(read(ReportFields.FORM, ReportFields.form(written))).isEqualTo(written);
  }

  @Test
  void refusesWhatIsNeither() {
    assertThatIllegalArgumentException().isThrownBy(() -> read("application/json", "{"));
    assertThatIllegalArgumentException().isThrownBy(() -> read("", "a=%zz"));
  }

  private Map<String, String> read(String type, String body) {
    return fields.of(new StoredReport(UUID.randomUUID(), "p", Instant.EPOCH, type, body, 0));
  }
}
