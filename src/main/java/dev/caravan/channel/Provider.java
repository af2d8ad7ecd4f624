package dev.caravan.channel;

import dev.caravan.message.Channels;
import dev.caravan.message.Lane;
import dev.caravan.message.ProviderIdForm;
import dev.caravan.message.ReportCodes;
import dev.caravan.message.ReportPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * @param off why it cannot be used; null when it can
 * @param callTimeout how long a worker may hold a message
 * @param reports null when it sends none
 */
public record Provider(
    String name,
    String channel,
    Set<String> types,
    String off,
    Map<Lane, Integer> consumers,
    CodeTable statusCodes,
    CodeTable recipientCodes,
    Map<String, String> recipientPaths,
    RetryPolicy retry,
    Addresses addresses,
    Set<String> senders,
    boolean sendAgainWhenUnknown,
    Duration callTimeout,
    boolean callbackRepeatsStatus,
    ReportPolicy reports) {

  /** What takes the whole path and reaches nobody: there is nothing to report. */
  static final String DUMMY = "dummy";

  private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9-]{0,63}");
  private static final Set<String> PATHS = Set.of("list", "recipient", "code", "id");
  private static final int MAX_CONSUMERS = 100;
  private static final int MIN_SECRET_LENGTH = 16;
  private static final Duration SHORTEST_CLAIM = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(30);

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
    Set<String> types = words(card.getTypes());
    require(
        types.stream().allMatch(type -> WORD.matcher(type).matches()),
        "types must be words with commas between, it is " + card.getTypes());
    require(
        Set.of("wait", "send-again").contains(card.getUnknown()),
        "unknown must be wait or send-again, it is " + card.getUnknown());
    require(
        Set.of("body", "status-and-body").contains(card.getCallbackData()),
        "callbackData must be body or status-and-body, it is " + card.getCallbackData());
    require(
        card.getRecipientCodes().isEmpty() || card.getRecipientPaths().keySet().containsAll(PATHS),
        "recipientPaths must have %s, it has %s"
            .formatted(PATHS, card.getRecipientPaths().keySet()));
    Duration callTimeout = duration("callTimeout", card.getCallTimeout());
    require(
        callTimeout.compareTo(SHORTEST_CLAIM) >= 0,
        "callTimeout must be longer than any call, it is " + card.getCallTimeout());
    return new Provider(
        name,
        card.getChannel(),
        types,
        off(card),
        consumers(card.getConsumers()),
        new CodeTable(card.getStatusCodes()),
        card.getRecipientCodes().isEmpty() ? null : new CodeTable(card.getRecipientCodes()),
        Map.copyOf(card.getRecipientPaths()),
        RetryPolicy.of(card.getRetry()),
        Addresses.of(card),
        words(card.getSenders()),
        card.getUnknown().equals("send-again"),
        callTimeout,
        card.getCallbackData().equals("status-and-body"),
        reports(card));
  }

  /** The route that sends by this provider. */
  public String sendEndpoint() {
    return "direct:send-via-" + name;
  }

  /** The route that reads this provider's reports. */
  String reportEndpoint() {
    return "direct:report-via-" + name;
  }

  Channels.Offer offer() {
    return new Channels.Offer(channel, name, types, addresses.maxLength(), off, reports);
  }

  /** Whether what this provider accepts is delivered only once it reports so. */
  boolean awaitsReport(String messageType) {
    return reports != null && !messageType.equals(DUMMY);
  }

  /** A provider's id as its reports are matched by it. */
  String matchId(String providerMessageId) {
    return reports == null ? providerMessageId : reports.idForm().ofAnswer(providerMessageId);
  }

  private static String off(ProviderCard card) {
    Set<String> faults = new TreeSet<>();
    card.getNeeds()
        .forEach(
            (setting, value) -> {
              if (value == null || value.isBlank()) {
                faults.add(setting + " is not set");
              }
            });
    card.getNeedsFiles()
        .forEach(
            (setting, path) -> {
              if (path == null || path.isBlank()) {
                faults.add(setting + " is not set");
              } else if (!Files.isReadable(Path.of(path))) {
                faults.add(setting + " names a file that cannot be read");
              }
            });
    return faults.isEmpty() ? null : String.join(", ", faults);
  }

  private static ReportPolicy reports(ProviderCard card) {
    Map<String, String> reports = card.getReports();
    Set<String> keys = Set.of("secret", "limit", "idForm");
    require(
        keys.containsAll(reports.keySet()),
        "reports may have %s, it has %s".formatted(keys, reports.keySet()));
    if (reports.isEmpty()) {
      return null;
    }
    String secret = reports.getOrDefault("secret", "");
    require(
        secret.isEmpty() || secret.length() >= MIN_SECRET_LENGTH,
        "reports.secret must have %d characters or more".formatted(MIN_SECRET_LENGTH));
    return new ReportPolicy(
        secret.isEmpty() ? null : secret,
        duration("reports.limit", reports.getOrDefault("limit", "72h")),
        idForm(reports.getOrDefault("idForm", "exact")),
        new ReportCodes(card.getReportCodes(), card.getReportReasons()));
  }

  private static ProviderIdForm idForm(String word) {
    try {
      return ProviderIdForm.ofWord(word);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "reports.idForm must be exact, loose, hex-then-decimal or decimal-then-hex, it is "
              + word,
          e);
    }
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

  private static Set<String> words(String list) {
    return new TreeSet<>(Arrays.asList(list.strip().split("\\s*,\\s*")));
  }

  static int number(String property, String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(property + " must be a number, it is " + text, e);
    }
  }

  /** A number without a unit would be taken for milliseconds. */
  static Duration duration(String property, String text) {
    Duration duration = null;
    try {
      duration = text.matches("[0-9]+") ? null : DurationStyle.detectAndParse(text);
    } catch (IllegalArgumentException | ArithmeticException e) {
      // Said below.
    }
    require(
        duration != null && !duration.isNegative() && duration.compareTo(LONGEST) <= 0,
        property + " must be a duration such as 30s, up to 30d, it is " + text);
    return duration;
  }

  static void require(boolean condition, String text) {
    if (!condition) {
      throw new IllegalArgumentException(text);
    }
  }
}
