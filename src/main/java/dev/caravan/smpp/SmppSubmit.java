package dev.caravan.smpp;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.component.smpp.SmppConstants;
import org.apache.camel.component.smpp.SmppSplitter;
import org.jsmpp.bean.ESMClass;

/** Puts a part into the form in which camel-smpp sends it octet by octet. */
public final class SmppSubmit {
  private static final Pattern SHORT_CODE = Pattern.compile("[0-9]{3,8}");
  private static final Pattern NUMBER = Pattern.compile("\\+?[0-9]+");
  private static final byte UDHI = 0x40;

  private static final Address NO_ADDRESS = new Address("", 0, 0);

  private static final SmppSplitter WHOLE =
      new SmppSplitter(1, 1, 0) {
        @Override
        public byte[][] split(byte[] message) {
          return new byte[][] {message};
        }
      };

  /**
   * Makes the exchange, whose body is a {@link SmsPart}, the submit_sm of that part.
   *
   * @param source a number, a short code of 3 to 8 digits or a name; null for the SMSC's default
   * @param destination a number with or without {@code +}, or a short code
   * @param validityPeriod as SMPP writes it, such as {@code 000002000000000R} for two hours; null
   *     for the SMSC's default
   * @throws IllegalArgumentException when the destination is neither number nor short code
   * @throws InvalidPayloadException when the body is no part
   */
  public void prepare(
      Exchange exchange,
      String source,
      String destination,
      boolean wantReceipt,
      String validityPeriod)
      throws InvalidPayloadException {
    Message message = exchange.getMessage();
    SmsPart part = message.getMandatoryBody(SmsPart.class);
    Address from = source == null ? NO_ADDRESS : address(source);
    Address to = address(destination);
    if (to.ton() == 5) {
      throw new IllegalArgumentException("The destination is not a number.");
    }
    message.removeHeaders("CamelSmpp*");
    // Latin-1 maps each octet to one character and back.
    message.setBody(new String(part.octets(), StandardCharsets.ISO_8859_1));
    message.setHeader(SmppConstants.ENCODING, "ISO-8859-1");
    message.setHeader(SmppConstants.DATA_CODING, (byte) part.dataCoding());
    message.setHeader(SmppConstants.ESM_CLASS, new ESMClass(part.udh() ? UDHI : 0));
    message.setHeader(SmppConstants.DATA_SPLITTER, WHOLE);
    message.setHeader(SmppConstants.SOURCE_ADDR, from.digits());
    message.setHeader(SmppConstants.SOURCE_ADDR_TON, from.ton());
    message.setHeader(SmppConstants.SOURCE_ADDR_NPI, from.npi());
    message.setHeader(SmppConstants.DEST_ADDR, to.digits());
    message.setHeader(SmppConstants.DEST_ADDR_TON, to.ton());
    message.setHeader(SmppConstants.DEST_ADDR_NPI, to.npi());
    message.setHeader(SmppConstants.PRIORITY_FLAG, (byte) 0);
    message.setHeader(SmppConstants.REGISTERED_DELIVERY, (byte) (wantReceipt ? 1 : 0));
    if (validityPeriod != null) {
      message.setHeader(SmppConstants.VALIDITY_PERIOD, validityPeriod);
    }
  }

  /** The SMSC's id of the part that was sent; empty when it gave none. */
  public Optional<String> messageId(Exchange exchange) {
    List<?> ids = exchange.getMessage().getHeader(SmppConstants.ID, List.class);
    return ids == null || ids.isEmpty()
        ? Optional.empty()
        : Optional.of(ids.get(0).toString()).filter(id -> !id.isEmpty());
  }

  private static Address address(String text) {
    if (SHORT_CODE.matcher(text).matches()) {
      return new Address(text, 3, 0);
    }
    return NUMBER.matcher(text).matches()
        ? new Address(text.replace("+", ""), 1, 1)
        : new Address(text, 5, 0);
  }

  private record Address(String digits, byte ton, byte npi) {
    Address(String digits, int ton, int npi) {
      this(digits, (byte) ton, (byte) npi);
    }
  }
}
