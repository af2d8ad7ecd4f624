package dev.caravan.accept;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.web.JsonText;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PythonTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        " ", "\t", "\n", "\u000b", "\u001c", "\u001f", "\u0085", "\u00a0", "\u1680", "\u2003",
        "\u2028", "\u202f", "\u205f", "\u3000"
      })
  void stripsWhatPythonTakesForBlank(String blank) {
    assertThat(PythonText.strip(blank + "a" + blank + "b" + blank)).isEqualTo("a" + blank + "b");
    assertThat(PythonText.strip(blank + blank)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u200b", "\u180e", "\ufeff", "\u2060", "\0", "\u001b"})
  void keepsWhatPythonDoesNotTakeForBlank(String character) {
    assertThat(PythonText.strip(character)).isEqualTo(character);
  }

  @ParameterizedTest
  @CsvSource({
    "12345, 12345",
    "-7, -7",
    "-0, 0",
    "123456789012345678901234567890, 123456789012345678901234567890",
    "1e3, 1000.0",
    "0.50, 0.5",
    "-0.0, -0.0",
    "0e5, 0.0",
    "1e15, 1000000000000000.0",
    "1e16, 1e+16",
    "1.5e300, 1.5e+300",
    "0.0001, 0.0001",
    "0.00001, 1e-05",
    "1.25e-7, 1.25e-07",
  })
  void writesNumbersAsPythonDoes(String number, String text) {
    assertThat(PythonText.number(json(number))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"[], list", "{}, dict", "true, bool", "1, int", "1.0, float", "'\"a\"', str"})
  void namesTypesAsPythonDoes(String value, String name) {
    assertThat(PythonText.typeName(json(value))).isEqualTo(name);
  }

  private static JsonNode json(String text) {
    return JsonText.parse(text.getBytes(StandardCharsets.UTF_8));
  }
}
