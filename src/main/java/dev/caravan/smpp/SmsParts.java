package dev.caravan.smpp;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Cuts a text into the parts that a handset puts together again. */
public final class SmsParts {
  private static final int MOST = 255;
  private static final int HEADER = 6;

  private SmsParts() {}

  /**
   * The text's parts, in their order: in the GSM alphabet when it can hold the text (160 septets,
   * or 153 in each of several parts), otherwise in UCS-2 (70 or 67 units of UTF-16). A character is
   * never cut in two. An empty text is one empty part.
   *
   * @param reference what the parts of one text have in common; its low 8 bits are used
   * @throws IllegalArgumentException for more than 255 parts, and for half a surrogate pair
   */
  public static List<SmsPart> of(String text, int reference) {
    return Gsm7.canEncode(text)
        ? cut(Gsm7.encode(text), 0, reference)
        : cut(utf16(text), 8, reference);
  }

  private static List<SmsPart> cut(byte[] text, int dataCoding, int reference) {
    int single = dataCoding == 0 ? 160 : 140;
    if (text.length <= single) {
      return List.of(new SmsPart(1, 1, text, dataCoding, false));
    }
    List<Integer> ends = ends(text, dataCoding == 0 ? 153 : 134, dataCoding);
    if (ends.size() > MOST) {
      throw new IllegalArgumentException(
          "The text needs %d parts, and %d are possible.".formatted(ends.size(), MOST));
    }
    List<SmsPart> parts = new ArrayList<>();
    int start = 0;
    for (int end : ends) {
      int number = parts.size() + 1;
      byte[] octets =
          ByteBuffer.allocate(HEADER + end - start)
              .put(new byte[] {5, 0, 3, (byte) reference, (byte) ends.size(), (byte) number})
              .put(text, start, end - start)
              .array();
      parts.add(new SmsPart(number, ends.size(), octets, dataCoding, true));
      start = end;
    }
    return List.copyOf(parts);
  }

  private static List<Integer> ends(byte[] text, int room, int dataCoding) {
    List<Integer> ends = new ArrayList<>();
    for (int end = 0; end < text.length; ends.add(end)) {
      end = Math.min(end + room, text.length);
      if (end < text.length && dataCoding == 0 && text[end - 1] == Gsm7.ESCAPE) {
        end -= 1;
      } else if (end < text.length && dataCoding == 8 && isHighSurrogate(text[end - 2])) {
        end -= 2;
      }
    }
    return ends;
  }

  private static boolean isHighSurrogate(byte firstOctet) {
    return (firstOctet & 0xFC) == 0xD8;
  }

  private static byte[] utf16(String text) {
    try {
      // A new encoder refuses what it cannot encode; String.getBytes writes U+FFFD instead.
      ByteBuffer octets = StandardCharsets.UTF_16BE.newEncoder().encode(CharBuffer.wrap(text));
      byte[] copy = new byte[octets.remaining()];
      octets.get(copy);
      return copy;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("The text holds half a surrogate pair.", e);
    }
  }
}
