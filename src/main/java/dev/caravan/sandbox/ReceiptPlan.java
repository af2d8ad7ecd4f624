package dev.caravan.sandbox;

import dev.caravan.sandbox.Receipt.Message;
import java.util.List;

/** Which receipts a destination gets, by its number (docs/stand-ins.md). */
final class ReceiptPlan {
  /** The id is hexadecimal in the response and decimal in the receipt. */
  static final int OTHER_ID = 106;

  private static final String DELIVERED = Receipt.WORDS.delivered();

  private ReceiptPlan() {}

  static List<Receipt> of(Subscriber subscriber, Message message) {
    if (subscriber.group() == Subscriber.RECEIPT) {
      return special(subscriber.code(), message);
    }
    return subscriber.reporting().words(Receipt.WORDS).stream()
        .map(stat -> Receipt.standard(message, stat))
        .toList();
  }

  private static List<Receipt> special(int code, Message message) {
    if (code > 0 && code < Receipt.STATES.size()) {
      return List.of(Receipt.standard(message, Receipt.STATES.get(code)));
    }
    return switch (code) {
      case 100 -> List.of(Receipt.textOnly(message, DELIVERED));
      case 101 -> List.of(Receipt.parametersOnly(message, DELIVERED));
      case 102 -> List.of(Receipt.textOnly(message, "delivrd"));
      case 103 -> List.of(Receipt.textOnly(message, ""));
      case 104 -> List.of(Receipt.textOnly(message, "BUFFRED"));
      case 105 -> List.of(Receipt.withSeconds(message, DELIVERED));
      case 107 ->
          List.of(Receipt.intermediate(message, "ENROUTE"), Receipt.standard(message, DELIVERED));
      default -> List.of(Receipt.standard(message, DELIVERED));
    };
  }
}
