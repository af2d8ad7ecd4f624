package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriberTest {
  @Test
  void everyMagicNumberIsAKenyanMobileNumber() throws NumberParseException {
    PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();

    for (int magic = 0; magic < 10_000; magic++) {
      PhoneNumber number = numbers.parse("071100%04d".formatted(magic), "KE");
      assertThat(numbers.isValidNumberForRegion(number, "KE")).isTrue();
      assertThat(numbers.getNumberType(number)).isEqualTo(PhoneNumberType.MOBILE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"+254711002003", "254711002003", "0711002003", "0711 002-003"})
  void knowsANumberInEverySpelling(String spelt) {
    Subscriber subscriber = Subscriber.of(spelt);

    assertThat(subscriber).isEqualTo(new Subscriber("+254711002003", Subscriber.REPORTING, 3));
    assertThat(subscriber.reporting()).isEqualTo(Reporting.OUT_OF_ORDER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0700987654", "+254722000101", "+15550100", "0711002999"})
  void findsNothingSpecialInOtherNumbers(String spelt) {
    assertThat(Subscriber.of(spelt).reporting()).isEqualTo(Reporting.NORMAL);
  }
}
