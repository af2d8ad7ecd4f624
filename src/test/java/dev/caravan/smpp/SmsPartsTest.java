package dev.caravan.smpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudhopper.commons.charset.CharsetUtil;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmsPartsTest {
  @ParameterizedTest
  @CsvSource({
    "a, 160, 1",
    "a, 161, 2",
    "a, 306, 2",
    "a, 307, 3",
    "a, 39015, 255",
    "{, 80, 1",
    "{, 81, 2",
    "{, 152, 2",
    "{, 153, 3",
    "你, 70, 1",
    "你, 71, 2",
    "你, 134, 2",
    "你, 135, 3",
    "你, 17085, 255",
    "😀, 35, 1",
    "😀, 36, 2",
    "😀, 66, 2",
    "😀, 67, 3"
  })
  void needsSoManyParts(String character, int times, int parts) {
    assertThat(SmsParts.of(character.repeat(times), 1)).hasSize(parts);
  }

  @Test
  void makesOnePartOfAnEmptyText() {
    SmsPart part = only(SmsParts.of("", 1));

    assertThat(part.octets()).isEmpty();
    assertThat(part.dataCoding()).isZero();
  }

  @Test
  void leavesASinglePartWithoutHeader() {
    SmsPart part = only(SmsParts.of("a@{", 1));

    assertThat(part.octets()).containsExactly(0x61, 0x00, 0x1B, 0x28);
    assertThat(part.udh()).isFalse();
    assertThat(part.dataCoding()).isZero();
  }

  @Test
  void numbersThePartsInTheirHeaders() {
    List<SmsPart> parts = SmsParts.of("a".repeat(161), 0x1FE);

    assertThat(parts.get(0).octets()).startsWith(5, 0, 3, 0xFE, 2, 1).hasSize(6 + 153);
    assertThat(parts.get(1).octets()).startsWith(5, 0, 3, 0xFE, 2, 2).hasSize(6 + 8);
    assertThat(parts).allMatch(SmsPart::udh).extracting(SmsPart::number).containsExactly(1, 2);
  }

  @Test
  void keepsAnEscapeWithWhatFollows() {
    List<SmsPart> parts = SmsParts.of("a".repeat(152) + "{" + "b".repeat(10), 1);

    assertThat(parts.get(0).octets()).hasSize(6 + 152).endsWith('a');
    assertThat(parts.get(1).octets()).containsSequence(0x1B, 0x28, 'b');
  }

  @Test
  void keepsASurrogatePairTogether() {
    List<SmsPart> parts = SmsParts.of("я".repeat(66) + "😀" + "я".repeat(10), 1);

    assertThat(parts.get(0).octets()).hasSize(6 + 132);
    assertThat(parts.get(1).octets()).startsWith(5, 0, 3, 1, 2, 2, 0xD8, 0x3D, 0xDE, 0x00);
    assertThat(parts).allMatch(part -> part.dataCoding() == 8);
  }

  @Test
  void losesNothingOfAnyText() {
    Random random = new Random(7);
    for (String alphabet : List.of("ab{€@\n", "aя😀{")) {
      for (int i = 0; i < 300; i++) {
        int[] points = alphabet.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        random
            .ints(random.nextInt(500), 0, points.length)
            .forEach(each -> text.appendCodePoint(points[each]));

        List<SmsPart> parts = SmsParts.of(text.toString(), i);

        assertThat(joined(parts)).isEqualTo(text.toString());
        assertThat(parts).allMatch(part -> part.octets().length <= 160);
      }
    }
  }

  @Test
  void refusesATextOfTooManyParts() {
    assertThatThrownBy(() -> SmsParts.of("a".repeat(39016), 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesHalfACharacter() {
    assertThatThrownBy(() -> SmsParts.of("я\uD83D", 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void doesNotShowTheText() {
    assertThat(only(SmsParts.of("secret", 1))).hasToString("part 1 of 1");
  }

  private static SmsPart only(List<SmsPart> parts) {
    assertThat(parts).hasSize(1);
    return parts.get(0);
  }

  private static String joined(List<SmsPart> parts) {
    StringBuilder text = new StringBuilder();
    for (SmsPart part : parts) {
      ByteArrayOutputStream octets = new ByteArrayOutputStream();
      int header = part.udh() ? 6 : 0;
      octets.write(part.octets(), header, part.octets().length - header);
      text.append(
          part.dataCoding() == 8
              ? octets.toString(StandardCharsets.UTF_16BE)
              : CharsetUtil.decode(octets.toByteArray(), CharsetUtil.CHARSET_GSM));
    }
    return text.toString();
  }
}
