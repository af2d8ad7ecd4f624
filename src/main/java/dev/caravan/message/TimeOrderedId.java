package dev.caravan.message;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/**
 * Makes UUIDs of version 7 (RFC 9562, 5.7): milliseconds first, so that indexes grow at one end.
 */
public final class TimeOrderedId {
  private static final SecureRandom RANDOM = new SecureRandom();

  private TimeOrderedId() {}

  public static UUID at(Instant now) {
    long high = (now.toEpochMilli() << 16) | 0x7000L | (RANDOM.nextInt() & 0x0FFFL);
    long low = (RANDOM.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }
}
