package dev.caravan.channel;

/** Words from outside that go into a table: cut to what its column holds, and printable. */
final class Words {
  private static final int MAX_LENGTH = 64;
  private static final int MAX_ID_LENGTH = 256;

  private Words() {}

  static String of(String word) {
    String printable = printable(word);
    return printable.length() > MAX_LENGTH ? printable.substring(0, MAX_LENGTH) : printable;
  }

  /** A provider's id; empty when it is too long, because a part of it would match nothing. */
  static String id(String id) {
    String printable = printable(id);
    return printable.length() > MAX_ID_LENGTH ? "" : printable;
  }

  private static String printable(String word) {
    return word.replaceAll("\\p{Cntrl}", "");
  }
}
