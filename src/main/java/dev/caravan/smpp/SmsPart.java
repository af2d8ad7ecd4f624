package dev.caravan.smpp;

/**
 * One part of a text, as one submit_sm carries it. Two parts are equal only when they are the same
 * object.
 *
 * @param number of this part, from 1
 * @param of how many parts
 * @param octets the short_message, header included
 * @param dataCoding 0 for the GSM alphabet, 8 for UCS-2
 * @param udh whether the octets begin with a user data header
 */
@SuppressWarnings("ArrayRecordComponent")
public record SmsPart(int number, int of, byte[] octets, int dataCoding, boolean udh) {
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  /** Without the octets, because they are the message's text. */
  @Override
  public String toString() {
    return "part " + number + " of " + of;
  }
}
