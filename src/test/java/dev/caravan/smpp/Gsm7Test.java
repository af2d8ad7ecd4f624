package dev.caravan.smpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudhopper.commons.charset.CharsetUtil;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Against an alphabet of somebody else's. */
class Gsm7Test {
  private static final List<String> CHARACTERS =
      IntStream.rangeClosed(0, 0xFFFF)
          .filter(each -> !Character.isSurrogate((char) each))
          .mapToObj(Character::toString)
          .filter(Gsm7::canEncode)
          .toList();

  @Test
  void knowsTheWholeAlphabetAndNothingElse() {
    assertThat(CHARACTERS).hasSize(127 + 10);
  }

  @Test
  void encodesEachCharacterAsOthersDo() {
    for (String each : CHARACTERS) {
      assertThat(Gsm7.encode(each)).isEqualTo(CharsetUtil.encode(each, CharsetUtil.CHARSET_GSM));
      assertThat(CharsetUtil.decode(Gsm7.encode(each), CharsetUtil.CHARSET_GSM)).isEqualTo(each);
    }
  }

  @Test
  void writesExtendedCharactersAsTwoSeptets() {
    assertThat(Gsm7.encode("a@{€")).containsExactly(0x61, 0x00, 0x1B, 0x28, 0x1B, 0x65);
  }

  @Test
  void refusesWhatItCannotSay() {
    for (String each : List.of("ç", "`", "\t", "你", "\u00A0", "\u001B", "😀")) {
      assertThat(Gsm7.canEncode(each)).isFalse();
      assertThatThrownBy(() -> Gsm7.encode(each))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining(each);
    }
  }
}
