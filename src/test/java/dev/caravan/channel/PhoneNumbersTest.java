package dev.caravan.channel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhoneNumbersTest {
  @ParameterizedTest
  @CsvSource({
    "0700987654, +254700987654",
    "700987654, +254700987654",
    "254700987654, +254700987654",
    "+254 700 987-654, +254700987654",
    "tel:+254700987654, +254700987654",
    "０７００９８７６５４, +254700987654",
    "0112345678, +254112345678",
    "0101234567, +254101234567",
    "020 2222222, +254202222222",
    "00254700987654, +254700987654",
    "000254700987654, +254700987654",
    "+2547009876, +2547009876",
    "0700987654;ext=5, +254700987654",
    "+442079460958, +442079460958"
  })
  void writesANumberAsNetworksDo(String written, String e164) {
    assertThat(PhoneNumbers.e164(written, "KE")).contains(e164);
  }

  @ParameterizedTest
  @ValueSource(strings = {"12345", "20880", "PyCon", "*123#", "+", "1,2", "0700987654,0700987655"})
  void refusesWhatIsNone(String written) {
    assertThat(PhoneNumbers.e164(written, "KE")).isEmpty();
  }

  @Test
  void knowsRegions() {
    assertThat(PhoneNumbers.knows("KE")).isTrue();
    assertThat(PhoneNumbers.knows("ZZ")).isFalse();
  }
}
