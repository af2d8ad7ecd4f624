package dev.caravan.channel;

/** Words from outside that go into a table: cut to what its column holds, and printable. */
final class Words {
  private static final int MAX_LENGTH = 64;

  private Words() {}

  static String of(String word) {
    String printable = word.replaceAll("\\p{Cntrl}", "");
    return printable.length() > MAX_LENGTH ? printable.substring(0, MAX_LENGTH) : printable;
  }
}
