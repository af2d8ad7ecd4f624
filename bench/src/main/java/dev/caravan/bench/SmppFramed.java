package dev.caravan.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;

/** One SMPP 3.4 session, the SMSC's side of it. */
final class SmppFramed {
  static final int BIND_TRANSCEIVER = 0x9;
  static final int SUBMIT_SM = 0x4;
  static final int UNBIND = 0x6;
  static final int ENQUIRE_LINK = 0x15;
  static final int DELIVER_SM_RESP = 0x80000005;
  private static final int DELIVER_SM = 0x5;
  private static final int RESPONSE = 0x80000000;
  private static final int HEAD = 16;
  private static final byte RECEIPT = 0x04;
  private static final short RECEIPTED_MESSAGE_ID = 0x001E;
  private static final short MESSAGE_STATE = 0x0427;
  private static final byte DELIVERED = 2;
  private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyMMddHHmm");

  final SocketChannel channel;

  /** Receipts without an answer, by sequence number. */
  final Map<Integer, DueReports.Due> inFlight = new HashMap<>();

  private final ByteBuffer in = ByteBuffer.allocate(64 * 1024);
  private int lastSequence;

  /** What came, with the fields of its body as they were sent. */
  record Pdu(int command, int status, int sequence, ByteBuffer body) {
    /** Of a submit_sm: the number that its text begins with. */
    int numberInText() {
      skip(1, 2);
      skip(1, 2);
      skip(1, 3);
      skip(2, 4);
      int length = body.get();
      int number = 0;
      for (int i = 0; i < length; i++) {
        int digit = body.get() - '0';
        if (digit < 0 || digit > 9) {
          break;
        }
        number = number * 10 + digit;
      }
      return number;
    }

    /** Some texts that end with NUL, then some octets. */
    private void skip(int texts, int octets) {
      for (int i = 0; i < texts; i++) {
        while (body.get() != 0) {}
      }
      body.position(body.position() + octets);
    }
  }

  SmppFramed(SocketChannel channel) {
    this.channel = channel;
  }

  /** Reads what is there; false when the other side has closed. */
  boolean read() throws IOException {
    return channel.read(in) >= 0;
  }

  /** The next whole PDU, or null while it is not complete. */
  Pdu next() {
    if (in.position() < HEAD || in.position() < in.getInt(0)) {
      return null;
    }
    in.flip();
    byte[] body = new byte[in.getInt() - HEAD];
    int command = in.getInt();
    int status = in.getInt();
    int sequence = in.getInt();
    in.get(body).compact();
    return new Pdu(command, status, sequence, ByteBuffer.wrap(body));
  }

  /** Answers that all is well; the text is the answer's body, or there is none. */
  void answer(Pdu request, String text) throws IOException {
    ByteBuffer out = ByteBuffer.allocate(128).position(HEAD);
    if (text != null) {
      put(out, text).put((byte) 0);
    }
    write(out, RESPONSE | request.command(), request.sequence());
  }

  /** Tells that the message with that number is there. */
  void deliver(DueReports.Due receipt) throws IOException {
    int sequence = ++lastSequence;
    inFlight.put(sequence, receipt);
    String id = Integer.toString(receipt.number());
    String now = LocalDateTime.now().format(MINUTE);
    String text =
        "id:%s sub:001 dlvrd:001 submit date:%s done date:%s stat:DELIVRD err:000 text:%s"
            .formatted(id, now, now, "is your code");
    ByteBuffer out = ByteBuffer.allocate(512).position(HEAD);
    out.put((byte) 0).put((byte) 1).put((byte) 1);
    put(out, "254" + Channel.recipient(receipt.number()).substring(1)).put((byte) 0);
    out.put((byte) 5).put((byte) 0);
    put(out, "CARAVAN").put((byte) 0);
    out.put(RECEIPT).put(new byte[8]).put((byte) text.length());
    put(out, text);
    out.putShort(RECEIPTED_MESSAGE_ID).putShort((short) (id.length() + 1));
    put(out, id).put((byte) 0);
    out.putShort(MESSAGE_STATE).putShort((short) 1).put(DELIVERED);
    write(out, DELIVER_SM, sequence);
  }

  private static ByteBuffer put(ByteBuffer out, String text) {
    return out.put(text.getBytes(StandardCharsets.US_ASCII));
  }

  private void write(ByteBuffer out, int command, int sequence) throws IOException {
    out.putInt(0, out.position()).putInt(4, command).putInt(8, 0).putInt(12, sequence).flip();
    while (out.hasRemaining()) {
      channel.write(out);
    }
  }
}
