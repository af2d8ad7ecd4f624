package dev.caravan.message;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The names of all queues; they are the seed's, companions add a suffix. */
public final class QueueNames {
  public static final String CALLBACK = "all.send_message.callback";

  private static final Pattern OF_CHANNEL =
      Pattern.compile("([^.]+)\\.([^.]+)\\.send_message(?:\\.(high|bulk))?");

  private QueueNames() {}

  /** What a channel's queue name is made of. */
  record Parts(String channel, String messageType, Lane lane) {}

  /** The queue of one channel, type and lane; the normal lane bears the seed's name. */
  public static String of(String channel, String messageType, Lane lane) {
    String name = channel + "." + messageType + ".send_message";
    return lane == Lane.NORMAL ? name : name + "." + lane.wire();
  }

  /** All lanes of one channel and type. */
  public static List<String> lanes(String channel, String messageType) {
    return Stream.of(Lane.values()).map(lane -> of(channel, messageType, lane)).toList();
  }

  /** Whether it is the queue of a {@code high} lane. */
  public static boolean isHigh(String queue) {
    return queue.endsWith(".high");
  }

  static Parts parse(String queue) {
    Matcher name = OF_CHANNEL.matcher(queue);
    if (!name.matches()) {
      throw new IllegalArgumentException("not the queue of a channel: " + queue);
    }
    return new Parts(name.group(1), name.group(2), Lane.ofWire(name.group(3)));
  }
}
