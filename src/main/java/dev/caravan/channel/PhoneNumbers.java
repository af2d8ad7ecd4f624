package dev.caravan.channel;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.Optional;

/** Phone numbers as people write them, in the form that networks route by. */
final class PhoneNumbers {
  private PhoneNumbers() {}

  /** Whether numbering plans are known for a region, such as {@code KE}. */
  static boolean knows(String region) {
    return PhoneNumberUtil.getInstance().getSupportedRegions().contains(region);
  }

  /**
   * The number in E.164: {@code +} and up to 15 digits.
   *
   * @param region where a number without a country code belongs
   * @return empty when it cannot be a number; one that is possible and not known to be in use is
   *     taken, because numbering plans change
   */
  static Optional<String> e164(String written, String region) {
    PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();
    // Many write 00 for +, also where the region's own prefix is another.
    String international =
        written.startsWith("00") && !written.startsWith("000")
            ? "+" + written.substring(2)
            : written;
    try {
      PhoneNumber number = numbers.parse(international, region);
      return numbers.isPossibleNumber(number)
          ? Optional.of(numbers.format(number, PhoneNumberFormat.E164))
          : Optional.empty();
    } catch (NumberParseException e) {
      return Optional.empty();
    }
  }
}
