package dev.caravan.bench;

/** When the next message is to be sent. */
interface Arrivals {
  /** Nanoseconds at which the next message was to be sent, if that is now or past; else -1. */
  long due(long now);

  /** As fast as the connections allow: each sends again when it has its answer. */
  static Arrivals closed() {
    return now -> now;
  }

  /** As fast as messages come to their end: at most so many are under way. */
  static Arrivals window(Messages messages, int size) {
    return now -> messages.underWay() < size ? now : -1;
  }

  /** At a fixed rate, whatever the answers do. */
  static Arrivals rate(double perSecond) {
    long interval = (long) (1e9 / perSecond);
    return new Arrivals() {
      private long next = System.nanoTime();

      @Override
      public long due(long now) {
        if (now < next) {
          return -1;
        }
        long intended = next;
        next += interval;
        return intended;
      }
    };
  }
}
