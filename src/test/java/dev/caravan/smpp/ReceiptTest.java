package dev.caravan.smpp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiptTest {
  private static final Map<Integer, byte[]> NO_TLV = Map.of();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "id:A1 sub:001 dlvrd:001 submit date:2601021203 done date:2601021204 stat:DELIVRD err:000 text:hi | A1 DELIVRD 000",
        "id:A1 sub:001 dlvrd:001 submit date:260102120304 done date:260102120405 stat:UNDELIV err:0B1C Text:hi | A1 UNDELIV 0B1C",
        "id:A1 stat:EXPIRED | A1 EXPIRED -",
        "ID:A1 Stat:delivrd ERR:5 | A1 DELIVRD 5",
        "stat:REJECTD err:1234 id:a-1_b | a-1_b REJECTD 1234",
        "id:A1 stat:DELIVERED | A1 DELIVERED -",
        "id:A1 stat:BUFFRED | A1 BUFFRED -",
        "id:A1 stat:5 | A1 5 -",
        "id:A1 sub:001 done date:2601021204 | A1 - -",
        "id: A1 stat: DELIVRD err: 000 | A1 DELIVRD 000",
        "id:A1,sub:001,dlvrd:001,stat:DELIVRD,err:000,text: | A1 DELIVRD 000",
        "id: sub:001 stat:DELIVRD err: text:x | - DELIVRD -",
        "id:A1 stat:DELIVRD err:000 text:id:B2 stat:UNDELIV | A1 DELIVRD 000",
        "garbage | - - -",
        "'' | - - -",
      })
  void readsTheText(String text, String idStatErr) {
    Map<String, String> fields = receipt(0x04, text, NO_TLV);

    assertThat(words(fields)).isEqualTo(idStatErr);
  }

  @Test
  void readsParametersBeforeTheText() {
    Map<Integer, byte[]> tlvs =
        Map.of(
            0x001E, "A1\0".getBytes(ISO_8859_1),
            0x0427, new byte[] {5},
            0x0423, new byte[] {3, 0, 11});

    assertThat(words(receipt(0x04, "", tlvs))).isEqualTo("A1 UNDELIV 011");
    assertThat(words(receipt(0x04, "id:B2 stat:ACKED err:999", tlvs))).isEqualTo("A1 UNDELIV 011");
    assertThat(words(receipt(0x00, "thank you", tlvs))).isEqualTo("A1 UNDELIV 011");
  }

  @Test
  void namesTheStatesAsTheSpecificationNumbersThem() {
    String words =
        IntStream.rangeClosed(0, 9)
            .mapToObj(state -> Map.of(0x0427, new byte[] {(byte) state}))
            .map(tlvs -> receipt(0x04, "", tlvs).get("stat"))
            .collect(Collectors.joining(" "));

    assertThat(words)
        .isEqualTo(
            "SCHEDULED ENROUTE DELIVRD EXPIRED DELETED UNDELIV ACCEPTD UNKNOWN REJECTD SKIPPED");
  }

  @Test
  void leavesAnOddStateToTheText() {
    for (byte[] odd : new byte[][] {{}, {77}, {-1}, {0, 2}}) {
      Map<Integer, byte[]> tlvs = Map.of(0x0427, odd, 0x0423, odd, 0x001E, new byte[] {0});

      assertThat(words(receipt(0x04, "id:A1 stat:DELIVRD", tlvs))).isEqualTo("A1 DELIVRD -");
    }
  }

  @Test
  void readsAnyCharacterSetDeclaredOrNot() {
    String text = "id:A1 stat:DELIVRD err:000";

    for (int dataCoding : new int[] {0, 1, 3, 8}) {
      assertThat(words(Receipt.read(4, dataCoding, text.getBytes(UTF_16BE), NO_TLV).get()))
          .isEqualTo("A1 DELIVRD 000");
      assertThat(words(Receipt.read(4, dataCoding, text.getBytes(ISO_8859_1), NO_TLV).get()))
          .isEqualTo("A1 DELIVRD 000");
    }
  }

  @Test
  void readsATextThatIsAParameter() {
    Map<Integer, byte[]> tlvs = Map.of(0x0424, "id:A1 stat:DELIVRD".getBytes(ISO_8859_1));

    assertThat(words(receipt(0x04, "", tlvs))).isEqualTo("A1 DELIVRD -");
  }

  @ParameterizedTest
  @ValueSource(ints = {0x04, 0x20, 0x44})
  void isMarkedByTheClass(int esmClass) {
    assertThat(Receipt.read(esmClass, 0, new byte[0], NO_TLV)).isPresent();
  }

  @Test
  void isKnownByItsBeginning() {
    assertThat(words(receipt(0x00, "id:A1 stat:DELIVRD", NO_TLV))).isEqualTo("A1 DELIVRD -");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Hello", "My id: 7", "idea: go"})
  void isNoMessageOfASubscriber(String text) {
    assertThat(Receipt.read(0x00, 0, text.getBytes(ISO_8859_1), NO_TLV)).isEmpty();
    assertThat(Receipt.read(0x40, 0, text.getBytes(ISO_8859_1), NO_TLV)).isEmpty();
  }

  private static Map<String, String> receipt(
      int esmClass, String text, Map<Integer, byte[]> parameters) {
    return Receipt.read(esmClass, 0, text.getBytes(ISO_8859_1), parameters).orElseThrow();
  }

  private static String words(Map<String, String> fields) {
    return String.join(
        " ",
        fields.getOrDefault("id", "-"),
        fields.getOrDefault("stat", "-"),
        fields.getOrDefault("err", "-"));
  }
}
