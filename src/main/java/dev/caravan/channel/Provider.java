package dev.caravan.channel;

import dev.caravan.message.Channels;
import dev.caravan.message.Lane;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.boot.convert.DurationStyle;

/**
 * A provider's card, checked. Made from the file alone; says what is wrong with it.
 *
 * @param callTimeout how long a worker may hold a message
 */
public record Provider(
    String name,
    String channel,
    Set<String> types,
    Map<Lane, Integer> consumers,
    CodeTable statusCodes,
    CodeTable recipientCodes,
    Map<String, String> recipientPaths,
    RetryPolicy retry,
    Pattern recipientPattern,
    int recipientMaxLength,
    boolean sendAgainWhenUnknown,
    Duration callTimeout,
    boolean callbackRepeatsStatus) {

  private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9-]{0,63}");
  private static final int MAX_CONSUMERS = 100;

  /**
   * The provider of that name.
   *
   * @throws IllegalArgumentException saying which property is wrong
   */
  public static Provider of(String name, ProviderCard card) {
    require(WORD.matcher(name).matches(), "the provider's name must be a word, it is " + name);
    require(
        card.getChannel() != null && WORD.matcher(card.getChannel()).matches(),
        "channel must be a word, it is " + card.getChannel());
    Set<String> types = new TreeSet<>(Arrays.asList(card.getTypes().split("\\s*,\\s*")));
    require(
        types.stream().allMatch(type -> WORD.matcher(type).matches()),
        "types must be words with commas between, it is " + card.getTypes());
    require(
        Set.of("wait", "send-again").contains(card.getUnknown()),
        "unknown must be wait or send-again, it is " + card.getUnknown());
    require(
        Set.of("body", "status-and-body").contains(card.getCallbackData()),
        "callbackData must be body or status-and-body, it is " + card.getCallbackData());
    return new Provider(
        name,
        card.getChannel(),
        types,
        consumers(card.getConsumers()),
        new CodeTable(card.getStatusCodes()),
        card.getRecipientCodes().isEmpty() ? null : new CodeTable(card.getRecipientCodes()),
        Map.copyOf(card.getRecipientPaths()),
        RetryPolicy.of(card.getRetry()),
        Pattern.compile(card.getRecipientPattern(), Pattern.DOTALL),
        card.getRecipientMaxLength(),
        card.getUnknown().equals("send-again"),
        duration("callTimeout", card.getCallTimeout()),
        card.getCallbackData().equals("status-and-body"));
  }

  /** The route that sends by this provider. */
  public String sendEndpoint() {
    return "direct:send-via-" + name;
  }

  Channels.Offer offer() {
    return new Channels.Offer(channel, name, types);
  }

  /** Whether this recipient can be sent to at all. */
  boolean canReach(String recipient) {
    return recipient.codePointCount(0, recipient.length()) <= recipientMaxLength
        && recipientPattern.matcher(recipient).matches();
  }

  private static Map<Lane, Integer> consumers(Map<String, String> card) {
    Set<String> lanes =
        Arrays.stream(Lane.values()).map(Lane::wire).collect(Collectors.toCollection(TreeSet::new));
    require(
        lanes.containsAll(card.keySet()),
        "consumers may name %s, it names %s".formatted(lanes, card.keySet()));
    Map<Lane, Integer> consumers = new EnumMap<>(Lane.class);
    for (Lane lane : Lane.values()) {
      int number = number("consumers." + lane.wire(), card.getOrDefault(lane.wire(), "1"));
      require(
          number >= 1 && number <= MAX_CONSUMERS,
          "consumers.%s must be 1 to %d, it is %d".formatted(lane.wire(), MAX_CONSUMERS, number));
      consumers.put(lane, number);
    }
    return consumers;
  }

  static int number(String property, String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(property + " must be a number, it is " + text, e);
    }
  }

  static Duration duration(String property, String text) {
    try {
      return DurationStyle.detectAndParse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          property + " must be a duration such as 30s, it is " + text, e);
    }
  }

  private static void require(boolean condition, String text) {
    if (!condition) {
      throw new IllegalArgumentException(text);
    }
  }
}
