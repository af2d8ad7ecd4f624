package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.cloudhopper.commons.util.windowing.WindowFuture;
import com.cloudhopper.smpp.SmppBindType;
import com.cloudhopper.smpp.SmppSession;
import com.cloudhopper.smpp.SmppSessionConfiguration;
import com.cloudhopper.smpp.impl.DefaultSmppClient;
import com.cloudhopper.smpp.impl.DefaultSmppSessionHandler;
import com.cloudhopper.smpp.pdu.DeliverSm;
import com.cloudhopper.smpp.pdu.PduRequest;
import com.cloudhopper.smpp.pdu.PduResponse;
import com.cloudhopper.smpp.pdu.SubmitSm;
import com.cloudhopper.smpp.pdu.SubmitSmResp;
import com.cloudhopper.smpp.tlv.Tlv;
import com.cloudhopper.smpp.type.Address;
import com.cloudhopper.smpp.type.SmppBindException;
import com.cloudhopper.smpp.type.SmppChannelException;
import com.cloudhopper.smpp.type.SmppTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

/** By a client of another family, so that two readers of the protocol agree. */
class SmscStandInTest {
  private static final int ALWAYS = 1;
  private static final int ON_FAILURE = 2;
  private static final Pattern STAT = Pattern.compile("stat:(\\w+)");

  private final StandInParts parts = new StandInParts();
  private final SmscPort port = new SmscPort();
  private final DefaultSmppClient client = new DefaultSmppClient();
  private final List<DeliverSm> receipts = new CopyOnWriteArrayList<>();

  /** What the client answers receipts with first; 0 when there is nothing more. */
  private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();

  private SmscStandIn smsc;

  @BeforeEach
  void start() {
    port.setEnvironment(parts.environment);
    port.postProcessBeanFactory(new DefaultListableBeanFactory());
    smsc =
        new SmscStandIn(
            port,
            parts.sandbox,
            parts.behaviours,
            parts.messages,
            parts.meters,
            parts.environment,
            Clock.systemUTC());
    smsc.afterPropertiesSet();
  }

  @AfterEach
  void stop() throws Exception {
    client.destroy();
    smsc.destroy();
    parts.close();
  }

  @Test
  void takesAMessageAndSendsItsReceipt() throws Exception {
    SubmitSmResp answer = submit(bind(), "254700987654", "Hello", ALWAYS);

    assertThat(answer.getCommandStatus()).isZero();
    DeliverSm receipt = onlyReceipt();
    assertThat(receipt.getEsmClass()).isEqualTo((byte) 0x04);
    assertThat(receipt.getSourceAddress().getAddress()).isEqualTo("254700987654");
    assertThat(receipt.getDestAddress().getAddress()).isEqualTo("CARAVAN");
    assertThat(text(receipt))
        .matches(
            "id:%s sub:001 dlvrd:001 submit date:\\d{10} done date:\\d{10} stat:DELIVRD err:000 text:Hello"
                .formatted(answer.getMessageId()));
    assertThat(tlv(receipt, (short) 0x001E)).isEqualTo(answer.getMessageId() + "\0");
    assertThat(tlv(receipt, (short) 0x0427)).isEqualTo("\2");
    assertThat(parts.messages.find("smpp", "Hello"))
        .singleElement()
        .satisfies(message -> assertThat(message.recipient()).isEqualTo("+254700987654"))
        .satisfies(message -> assertThat(message.id()).isEqualTo(answer.getMessageId()));
  }

  @ParameterizedTest
  @CsvSource({"other,standin,15", "stand-in,wrong,14"})
  void letsOnlyItsAccountIn(String systemId, String password, int status) {
    assertThatThrownBy(() -> bind(SmppBindType.TRANSCEIVER, systemId, password))
        .isInstanceOfSatisfying(
            SmppBindException.class,
            e -> assertThat(e.getBindResponse().getCommandStatus()).isEqualTo(status));
  }

  @Test
  void sendsReceiptsToWhoeverReceives() throws Exception {
    bind(SmppBindType.RECEIVER, "stand-in", "standin");
    SmppSession transmitter = bind(SmppBindType.TRANSMITTER, "stand-in", "standin");

    submit(transmitter, "254700987654", "Hello", ALWAYS);

    onlyReceipt();
  }

  @ParameterizedTest
  @ValueSource(ints = {0x58, 0x14, 0x08, 0x64, 0x45, 0xFF, 0x0B, 0x0A, 0x01, 0x65, 0x102})
  void refusesWithTheStatusOfTheNumber(int status) throws Exception {
    SubmitSmResp answer = submit(bind(), "254711004%03d".formatted(status), "Hello", ALWAYS);

    assertThat(answer.getCommandStatus()).isEqualTo(status);
    assertThat(parts.messages.count(StandIn.SMPP)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"254711001129,88", "254711001103,8"})
  void acceptsOnTheSecondTry(String number, int status) throws Exception {
    SmppSession session = bind();

    assertThat(submit(session, number, "Hello", ALWAYS).getCommandStatus()).isEqualTo(status);
    assertThat(submit(session, number, "Hello", ALWAYS).getCommandStatus()).isZero();
  }

  @Test
  void neverAnswers() throws Exception {
    SmppSession session = bind();

    assertThatThrownBy(() -> submit(session, "254711001000", "Hello", ALWAYS))
        .isInstanceOf(SmppTimeoutException.class);
    assertThat(parts.messages.count(StandIn.SMPP)).isEqualTo(1);
  }

  @Test
  void endsTheSession() throws Exception {
    SmppSession session = bind();

    assertThatThrownBy(() -> submit(session, "254711001001", "Hello", ALWAYS))
        .isInstanceOf(SmppChannelException.class);
    assertThat(parts.messages.count(StandIn.SMPP)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "254711002002,DELIVRD DELIVRD DELIVRD",
    "254711002003,DELIVRD ENROUTE ACCEPTD",
    "254711002004,DELIVRD",
    "254711002005,ENROUTE ACCEPTD DELIVRD",
    "254711002006,UNDELIV DELIVRD",
    "254711002007,TELEPRT",
    "254711005001,ENROUTE",
    "254711005003,EXPIRED",
    "254711005004,DELETED",
    "254711005005,UNDELIV",
    "254711005006,ACCEPTD",
    "254711005007,UNKNOWN",
    "254711005008,REJECTD",
    "254711005100,DELIVRD",
    "254711005102,delivrd",
    "254711005104,BUFFRED",
    "254711005107,ENROUTE DELIVRD"
  })
  void sendsTheReceiptsOfTheNumber(String number, String states) throws Exception {
    submit(bind(), number, "Hello", ALWAYS);

    await().atMost(Duration.ofSeconds(5)).until(() -> states().equals(List.of(states.split(" "))));
  }

  @Test
  void sendsTheReceiptBeforeItAnswers() throws Exception {
    submit(bind(), "254711002001", "Hello", ALWAYS);

    assertThat(receipts).hasSize(1);
  }

  @Test
  void sendsParametersWithoutText() throws Exception {
    submit(bind(), "254711005101", "Hello", ALWAYS);

    DeliverSm receipt = onlyReceipt();
    assertThat(text(receipt)).isEmpty();
    assertThat(tlv(receipt, (short) 0x0427)).isEqualTo("\2");
  }

  @Test
  void leavesOutTheState() throws Exception {
    submit(bind(), "254711005103", "Hello", ALWAYS);

    assertThat(text(onlyReceipt())).startsWith("id:").doesNotContain("stat:");
  }

  @Test
  void writesSecondsIntoDates() throws Exception {
    submit(bind(), "254711005105", "Hello", ALWAYS);

    assertThat(text(onlyReceipt())).containsPattern("done date:\\d{12} ");
  }

  @Test
  void writesTheIdInAnotherBase() throws Exception {
    SubmitSmResp answer = submit(bind(), "254711005106", "Hello", ALWAYS);

    String decimal = Long.toString(Long.parseLong(answer.getMessageId(), 16));
    assertThat(text(onlyReceipt())).startsWith("id:" + decimal + " ");
  }

  @Test
  void marksWhatIsNotFinal() throws Exception {
    submit(bind(), "254711005107", "Hello", ALWAYS);

    await().until(() -> receipts.size() == 2);
    assertThat(receipts).extracting(DeliverSm::getEsmClass).containsExactly((byte) 0x20, (byte) 4);
  }

  @Test
  void sendsNoReceiptThatWasNotAskedFor() throws Exception {
    SmppSession session = bind();

    submit(session, "254700987654", "none", 0);
    submit(session, "254700987654", "only failures", ON_FAILURE);
    submit(session, "254711005005", "this one fails", ON_FAILURE);

    assertThat(text(onlyReceipt())).contains("stat:UNDELIV");
  }

  @Test
  void sendsAReceiptAgainThatWasNotTaken() throws Exception {
    answers.add(0x64);

    submit(bind(), "254700987654", "Hello", ALWAYS);

    await().atMost(Duration.ofSeconds(5)).until(() -> receipts.size() == 2);
    assertThat(text(receipts.get(1))).isEqualTo(text(receipts.get(0)));
  }

  @Test
  void readsWhatAHandsetWouldShow() throws Exception {
    SmppSession session = bind();
    byte[] gsm = {0x00, 0x1B, 0x65, 0x41};
    byte[] part = {0x05, 0x00, 0x03, 0x07, 0x02, 0x01, 0x04, 0x1F, 0x04, 0x40};

    submit(session, "254700987654", 0x00, 0x00, gsm, 0);
    submit(session, "254700987654", 0x40, 0x08, part, 0);

    assertThat(parts.messages.find("smpp", ""))
        .extracting(AcceptedMessages.AcceptedMessage::text)
        .containsExactly("Пр", "@€A");
  }

  @Test
  void answersThousandsInASecondWhileEachAnswerTakesItsTime() throws Exception {
    SmppSession session = bind();
    parts.behaviours.set(StandIn.SMPP, new Behaviour(Duration.ofMillis(200), 0));
    List<WindowFuture<Integer, PduRequest, PduResponse>> sent = new ArrayList<>();
    long start = System.nanoTime();

    for (int i = 0; i < 1_000; i++) {
      sent.add(session.sendRequestPdu(message("254700987654", "m" + i, 0), 5_000, true));
    }
    for (var each : sent) {
      assertThat(each.await()).isTrue();
      assertThat(each.getResponse().getCommandStatus()).isZero();
    }

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(200), Duration.ofSeconds(3));
    assertThat(parts.messages.count(StandIn.SMPP)).isEqualTo(1_000);
  }

  @Test
  void failsAsOftenAsItIsTold() throws Exception {
    SmppSession session = bind();
    parts.behaviours.set(StandIn.SMPP, new Behaviour(Duration.ofMillis(10), 1));

    assertThat(submit(session, "254700987654", "Hello", 0).getCommandStatus()).isEqualTo(8);
  }

  private DeliverSm onlyReceipt() {
    await().atMost(Duration.ofSeconds(5)).until(() -> !receipts.isEmpty());
    assertThat(receipts).hasSize(1);
    return receipts.get(0);
  }

  private List<String> states() {
    return receipts.stream()
        .map(SmscStandInTest::text)
        .map(STAT::matcher)
        .filter(Matcher::find)
        .map(found -> found.group(1))
        .toList();
  }

  private static String text(DeliverSm receipt) {
    byte[] text = receipt.getShortMessage();
    return text == null ? "" : new String(text, StandardCharsets.ISO_8859_1);
  }

  private static String tlv(DeliverSm receipt, short tag) {
    Tlv tlv = receipt.getOptionalParameter(tag);
    return tlv == null ? null : new String(tlv.getValue(), StandardCharsets.ISO_8859_1);
  }

  private SmppSession bind() throws Exception {
    return bind(SmppBindType.TRANSCEIVER, "stand-in", "standin");
  }

  private SmppSession bind(SmppBindType type, String systemId, String password) throws Exception {
    SmppSessionConfiguration wanted = new SmppSessionConfiguration(type, systemId, password);
    wanted.setHost("127.0.0.1");
    wanted.setPort(parts.environment.getRequiredProperty("local.smsc.port", Integer.class));
    wanted.setWindowSize(2_000);
    return client.bind(
        wanted,
        new DefaultSmppSessionHandler() {
          @Override
          public PduResponse firePduRequestReceived(PduRequest request) {
            PduResponse response = request.createResponse();
            if (request instanceof DeliverSm receipt) {
              Integer status = answers.poll();
              response.setCommandStatus(status == null ? 0 : status);
              receipts.add(receipt);
            }
            return response;
          }
        });
  }

  private static SubmitSmResp submit(
      SmppSession session, String to, String text, int registeredDelivery) throws Exception {
    return session.submit(message(to, text, registeredDelivery), 700);
  }

  private static SubmitSmResp submit(
      SmppSession session, String to, int esmClass, int coding, byte[] text, int registeredDelivery)
      throws Exception {
    SubmitSm submit = message(to, "", registeredDelivery);
    submit.setEsmClass((byte) esmClass);
    submit.setDataCoding((byte) coding);
    submit.setShortMessage(text);
    return session.submit(submit, 700);
  }

  private static SubmitSm message(String to, String text, int registeredDelivery) throws Exception {
    SubmitSm submit = new SubmitSm();
    submit.setSourceAddress(new Address((byte) 5, (byte) 0, "CARAVAN"));
    submit.setDestAddress(new Address((byte) 1, (byte) 1, to));
    submit.setShortMessage(text.getBytes(StandardCharsets.US_ASCII));
    submit.setRegisteredDelivery((byte) registeredDelivery);
    return submit;
  }
}
