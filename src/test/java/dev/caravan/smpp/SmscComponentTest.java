package dev.caravan.smpp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.cloudhopper.smpp.pdu.DataSm;
import com.cloudhopper.smpp.tlv.Tlv;
import dev.caravan.smpp.ChSmsc.Submit;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.smpp.SmppException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spring.spi.ApplicationContextBeanRepository;
import org.apache.camel.support.DefaultRegistry;
import org.jsmpp.extra.NegativeResponseException;
import org.jsmpp.extra.ResponseTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.support.GenericApplicationContext;

/** The component in a Camel context, and an SMSC at the other end of the wire. */
@Timeout(20)
class SmscComponentTest {
  private static final String MSISDN = "254700987654";

  private final ChSmsc smsc = new ChSmsc();
  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final SmppSubmit submit = new SmppSubmit();
  private final Queue<String> received = new ConcurrentLinkedQueue<>();
  private volatile RuntimeException receiverFails;
  private volatile CountDownLatch receiverWaits = new CountDownLatch(0);

  @AfterEach
  void end() {
    camel.stop();
    smsc.close();
    await().atMost(5, TimeUnit.SECONDS).until(() -> threads().isEmpty());
  }

  @Test
  void sendsOctetByOctet() {
    bind("");

    Exchange sent = send(part("@{é"), "PyCon", "+" + MSISDN, true, "000002000000000R");

    Submit arrived = smsc.submits().get(0);
    assertThat(submit.messageId(sent)).contains(arrived.id());
    assertThat(arrived.octets()).containsExactly(0x00, 0x1B, 0x28, 0x05);
    assertThat(arrived)
        .usingRecursiveComparison()
        .ignoringFields("id", "octets", "session")
        .isEqualTo(
            new Submit(
                "", "5/0/PyCon", "1/1/" + MSISDN, 0, 0, 1, 0, "000002000000000R", null, 0, 0));
  }

  @Test
  void sendsEachPartOfALongTextAsItIs() {
    bind("");
    List<SmsPart> parts = new ArrayList<>(SmsParts.of("{".repeat(160), 7));
    parts.addAll(SmsParts.of("😀".repeat(70), 200));

    parts.forEach(part -> send(part, "20880", "12345678", false, null));

    assertThat(smsc.submits()).hasSize(6);
    for (int i = 0; i < parts.size(); i++) {
      Submit arrived = smsc.submits().get(i);
      assertThat(arrived.octets()).isEqualTo(parts.get(i).octets());
      assertThat(arrived.esmClass()).isEqualTo(0x40);
      assertThat(arrived.dataCoding()).isEqualTo(i < 3 ? 0 : 8);
      assertThat(arrived.source()).isEqualTo("3/0/20880");
      assertThat(arrived.destination()).isEqualTo("3/0/12345678");
      assertThat(arrived.registeredDelivery()).isZero();
      assertThat(arrived.validityPeriod()).isNullOrEmpty();
    }
  }

  @Test
  void sendsEveryOctetAndAnEmptyText() {
    bind("");
    byte[] octets = new byte[140];
    IntStream.range(0, octets.length).forEach(i -> octets[i] = (byte) (i + 116));

    send(new SmsPart(1, 1, octets, 8, false), null, MSISDN, false, null);
    send(part(""), null, MSISDN, false, null);

    assertThat(smsc.submits().get(0).octets()).isEqualTo(octets);
    assertThat(smsc.submits().get(0).source()).isEqualTo("0/0/");
    assertThat(smsc.submits().get(1).octets()).isEmpty();
  }

  @Test
  void tellsRefusalFromSilence() {
    bind("transactionTimer=500");
    smsc.answer("254700000001", 0x0B);
    smsc.neverAnswer("254700000002");

    Exception refused = failure("254700000001");
    Exception unanswered = failure("254700000002");

    assertThat(refused)
        .isInstanceOf(SmppException.class)
        .hasCauseInstanceOf(NegativeResponseException.class);
    assertThat(SmppFailure.of(refused)).contains("0xB");
    assertThat(unanswered)
        .isInstanceOf(SmppException.class)
        .hasCauseInstanceOf(ResponseTimeoutException.class);
    assertThat(SmppFailure.of(unanswered)).isEmpty();
  }

  @Test
  void refusesAsAnSmscWouldWhatDoesNotFitWithoutQuotingIt() {
    bind("");

    Exception failure =
        send(new SmsPart(1, 1, "secret".repeat(50).getBytes(ISO_8859_1), 0, false), MSISDN)
            .getException();

    assertThat(SmppFailure.of(failure)).contains("0x1");
    assertThat(failure).hasStackTraceContaining("NegativeResponse");
    assertThat(failure.toString() + failure.getCause()).doesNotContain("secret");
    assertThat(smsc.submits()).isEmpty();
  }

  @Test
  void refusesADestinationThatIsAName() {
    bind("");

    assertThat(failure("PyCon")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void startsWithoutTheSmscAndBindsWhenItIsThere() {
    route("");
    assertThat(failure(MSISDN)).isInstanceOf(NotSentException.class);

    smsc.start();
    awaitBound(1);

    assertThat(smsc.deliver("id:A1 stat:DELIVRD")).isZero();
    assertThat(received).containsExactly("receipt {id=A1, stat=DELIVRD}");
    assertThat(smsc.submits()).isEmpty();
  }

  @Test
  void bindsAgainAfterARefusal() {
    smsc.refuseBinds(0x0D);
    smsc.start();
    route("");
    await().until(() -> smsc.binds() >= 3);
    assertThat(failure(MSISDN)).isInstanceOf(NotSentException.class);

    smsc.refuseBinds(0);

    awaitBound(1);
  }

  @Test
  void bindsAgainWhenTheConnectionEndsRightAfterTheBind() throws Exception {
    try (ServerSocket fickle = new ServerSocket(smsc.port(), 1, InetAddress.getLoopbackAddress())) {
      route("");
      for (int i = 0; i < 3; i++) {
        try (Socket socket = fickle.accept()) {
          byte[] bind = new byte[16];
          socket.getInputStream().readNBytes(bind, 0, 16);
          ByteBuffer response = ByteBuffer.allocate(18).putInt(18).putInt(0x80000009).putInt(0);
          socket.getOutputStream().write(response.put(bind, 12, 4).put(new byte[2]).array());
        }
      }
    }
    smsc.start();

    awaitBound(1);
  }

  @Test
  void bindsAgainAfterEachLoss() {
    bind("sessions=2");

    smsc.dropConnections();
    await().until(() -> smsc.binds() == 4);
    awaitBound(2);
    smsc.unbindAll();
    await().until(() -> smsc.binds() == 6);
    awaitBound(2);

    assertThat(send(part("a"), MSISDN).getException()).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {0x04, 0x05, 0x0D})
  void bindsAgainWhenTheSmscTakesTheSessionForNone(int status) throws Exception {
    bind("");
    smsc.answerAfter("254700000001", millis(700));
    smsc.answerNext("254700000002", status);
    ExecutorService other = Executors.newSingleThreadExecutor();
    Future<Exchange> underWay = other.submit(() -> send(part("a"), "254700000001"));
    await().until(() -> smsc.submits().size() == 1);

    Exception refused = failure("254700000002");

    assertThat(SmppFailure.of(refused)).contains("0x%X".formatted(status));
    assertThat(failure(MSISDN)).isInstanceOf(NotSentException.class);
    assertThat(underWay.get().getException()).isNull();
    other.shutdown();
    await().until(() -> smsc.binds() == 2);
    assertThat(smsc.unbinds()).isEqualTo(1);
    await().until(() -> endpoint().boundSessions() == 1);
    assertThat(send(part("a"), MSISDN).getException()).isNull();
  }

  @Test
  void losesAndDoublesNothingWhenTheSmscRestartsDuringTraffic() throws Exception {
    bind("sessions=2&transactionTimer=1500");
    ExecutorService clients = Executors.newFixedThreadPool(4);
    Queue<String> sent = new ConcurrentLinkedQueue<>();
    Queue<String> unknown = new ConcurrentLinkedQueue<>();
    List<Callable<Void>> work =
        IntStream.range(0, 200)
            .<Callable<Void>>mapToObj(
                i ->
                    () -> {
                      String text = "n" + i;
                      while (true) {
                        Exception failure = send(part(text), MSISDN).getException();
                        if (failure == null) {
                          sent.add(text);
                        } else if (!(failure instanceof NotSentException)) {
                          unknown.add(text);
                        }
                        if (!(failure instanceof NotSentException)) {
                          return null;
                        }
                        await().until(() -> endpoint().boundSessions() > 0);
                      }
                    })
            .toList();

    List<Future<Void>> ends = work.stream().map(clients::submit).toList();
    await().until(() -> sent.size() > 20);
    smsc.stop();
    smsc.start();
    for (Future<Void> each : ends) {
      each.get(10, TimeUnit.SECONDS);
    }
    clients.shutdown();

    List<String> arrived =
        smsc.submits().stream().map(each -> new String(each.octets(), ISO_8859_1)).toList();
    assertThat(arrived).doesNotHaveDuplicates().containsAll(sent);
    assertThat(unknown.size()).isLessThanOrEqualTo(4);
    assertThat(sent.size() + unknown.size()).isEqualTo(200);
  }

  @Test
  void usesAllItsSessions() {
    bind("sessions=2");
    smsc.answerAfter(MSISDN, millis(100));

    together(4);

    assertThat(endpoint().boundSessions()).isEqualTo(2);
    assertThat(smsc.submits().stream().map(Submit::session).distinct()).hasSize(2);
    assertThat(smsc.mostInFlight()).isEqualTo(2);
  }

  @Test
  void keepsToTheWindow() {
    bind("window=3");
    smsc.answerAfter(MSISDN, millis(100));

    assertThat(together(12)).allMatch(each -> each.getException() == null);

    assertThat(smsc.mostInFlight()).isEqualTo(3);
  }

  @Test
  void waitsForItsTurnOnlySoLong() {
    bind("window=1&patience=100");
    smsc.answerAfter(MSISDN, millis(600));

    List<Exchange> sent = together(2);

    assertThat(sent).filteredOn(each -> each.getException() == null).hasSize(1);
    assertThat(sent).filteredOn(each -> each.getException() instanceof NoRoomException).hasSize(1);
  }

  @Test
  void waitsOutItsPatienceWhereTheRateLeavesNoRoom() {
    bind("rate=1&patience=300");
    together(1);
    long began = System.nanoTime();

    List<Exchange> sent = together(2);

    assertThat(sent).allMatch(each -> each.getException() instanceof NoRoomException);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(millis(299));
    assertThat(smsc.submits()).hasSize(1);
  }

  @Test
  void keepsToTheRateAndSlowsDownWhenThrottled() {
    bind("rate=20");
    long began = System.nanoTime();
    together(11);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(millis(500), millis(1500));
    assertThat(endpoint().currentRate()).isEqualTo(20);

    smsc.answer("254700000058", 0x58);

    assertThat(SmppFailure.of(failure("254700000058"))).contains("0x58");
    assertThat(endpoint().currentRate()).isEqualTo(10);
  }

  @Test
  void handsEveryReceiptToTheRoute() {
    bind("");

    assertThat(smsc.deliver("id:A1 stat:DELIVERED err:000 text:x")).isZero();
    assertThat(smsc.deliver("id:A2 stat:delivrd")).isZero();
    assertThat(smsc.deliver("id:A3")).isZero();
    assertThat(smsc.deliver("garbage")).isZero();
    assertThat(smsc.deliver(0x20, 0, "id:A5 stat:ENROUTE".getBytes(ISO_8859_1))).isZero();
    assertThat(smsc.deliver(0x04, 8, "id:A6 stat:DELIVRD".getBytes(UTF_16BE))).isZero();
    Tlv id = new Tlv((short) 0x001E, "A7\0".getBytes(ISO_8859_1));
    Tlv state = new Tlv((short) 0x0427, new byte[] {5});
    Tlv error = new Tlv((short) 0x0423, new byte[] {3, 0, 1});
    Tlv vendors = new Tlv((short) 0x1403, "x".getBytes(ISO_8859_1));
    assertThat(smsc.deliver(0x04, 0, new byte[0], id, state, error, vendors)).isZero();
    assertThat(smsc.deliver(0x00, 0, "Hello".getBytes(ISO_8859_1))).isZero();
    DataSm dataSm = new DataSm();
    dataSm.setEsmClass((byte) 0x04);
    dataSm.addOptionalParameter(new Tlv((short) 0x001E, "A9\0".getBytes(ISO_8859_1)));
    dataSm.addOptionalParameter(state);
    assertThat(smsc.request(dataSm)).isZero();

    assertThat(received)
        .containsExactly(
            "receipt {id=A1, stat=DELIVERED, err=000}",
            "receipt {id=A2, stat=DELIVRD}",
            "receipt {id=A3}",
            "receipt {}",
            "receipt {id=A5, stat=ENROUTE}",
            "receipt {id=A6, stat=DELIVRD}",
            "receipt {id=A7, stat=UNDELIV, err=001}",
            "message {}",
            "receipt {id=A9, stat=UNDELIV}");
  }

  @Test
  void asksForAReceiptAgainWhenTheRouteFails() throws Exception {
    bind("");

    receiverFails = new IllegalStateException("no database");
    assertThat(smsc.deliver("id:A1 stat:DELIVRD")).isEqualTo(0x64);
    receiverFails = null;
    assertThat(smsc.deliver("id:A1 stat:DELIVRD")).isZero();
    camel.getRouteController().stopRoute("receipts");
    assertThat(smsc.deliver("id:A1 stat:DELIVRD")).isEqualTo(0x64);
    camel.getRouteController().startRoute("receipts");
    assertThat(smsc.deliver("id:A1 stat:DELIVRD")).isZero();
  }

  @Test
  void sendsWhileReceiptsWaitForTheirRoute() throws Exception {
    bind("pduProcessorDegree=3");
    CountDownLatch slow = new CountDownLatch(1);
    receiverWaits = slow;
    ExecutorService deliveries = Executors.newFixedThreadPool(4);

    List<Future<Integer>> statuses =
        IntStream.range(0, 4)
            .mapToObj(i -> deliveries.submit(() -> smsc.deliver("id:A" + i + " stat:DELIVRD")))
            .toList();
    await().until(() -> statuses.stream().filter(Future::isDone).count() == 2);
    Exception failure = send(part("a"), MSISDN).getException();
    slow.countDown();
    deliveries.shutdown();

    assertThat(failure).isNull();
    List<Integer> answers = new ArrayList<>();
    for (Future<Integer> each : statuses) {
      answers.add(each.get());
    }
    assertThat(answers).containsExactlyInAnyOrder(0, 0, 0x64, 0x64);
    assertThat(received).hasSize(2);
  }

  @Test
  void bindsOnlyWhenTheReceiverRouteRuns() throws Exception {
    smsc.start();
    camel.getRegistry().bind("smpp", new SmscComponent());
    camel.start();
    camel.addRoutes(sender(""));
    assertThat(failure(MSISDN)).isInstanceOf(NotSentException.class);
    assertThat(smsc.binds()).isZero();

    camel.addRoutes(receiver());

    awaitBound(1);
  }

  @Test
  void unbindsWhenItsRouteIsRemoved() throws Exception {
    bind("sessions=3");
    SmscEndpoint removed = endpoint();

    camel.getRouteController().stopRoute("send");
    assertThat(camel.removeRoute("send")).isTrue();

    await().until(() -> threads().isEmpty());
    await().until(() -> smsc.boundSessions() == 0);
    assertThat(smsc.unbinds()).isEqualTo(3);
    assertThat(removed.boundSessions()).isZero();
    camel.addRoutes(sender("sessions=3"));
    awaitBound(3);
  }

  @Test
  void measuresSessionsAndRateAlsoAfterAnotherRouteTookOver() throws Exception {
    bind("sessions=3&rate=40");
    await().until(() -> measured("sessions", "state", "bound") == 3);
    assertThat(measured("sessions", "state", "unbound")).isZero();
    assertThat(measured("rate", "smsc", "127.0.0.1:" + smsc.port())).isEqualTo(40);

    smsc.close();

    await().until(() -> measured("sessions", "state", "unbound") == 3);
    assertThat(measured("sessions", "state", "bound")).isZero();
    camel.getRouteController().stopRoute("send");
    assertThat(camel.removeRoute("send")).isTrue();
    assertThat(measured("sessions", "state", "unbound")).isZero();
    camel.addRoutes(sender("sessions=2"));
    assertThat(measured("sessions", "state", "unbound")).isEqualTo(2);
  }

  private double measured(String name, String tag, String value) {
    return meters.get("caravan.smpp." + name).tag(tag, value).gauge().value();
  }

  @Test
  void endsAtOnceWhileItWaitsToBindAgain() {
    route("reconnectDelay=60000");
    await().until(() -> !threads().isEmpty());

    assertThat(stopping()).isLessThan(millis(1000));
  }

  @Test
  void endsAtOnceWhileABindIsNotAnswered() throws Exception {
    try (ServerSocket mute = new ServerSocket(smsc.port(), 1, InetAddress.getLoopbackAddress())) {
      route("transactionTimer=60000");
      mute.accept();

      assertThat(stopping()).isLessThan(millis(1000));
    }
  }

  @Test
  void sharesItsSessionsAmongTheProducersOfAnEndpoint() throws Exception {
    bind("");

    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:second").routeId("second").to(SmscComponentTest.this.endpoint());
          }
        });
    camel.getRouteController().stopRoute("send");

    assertThat(endpoint().boundSessions()).isEqualTo(1);
    assertThat(smsc.binds()).isEqualTo(1);
  }

  @Test
  void refusesOptionsThatMakeNoSense() {
    camel.getRegistry().bind("smpp", new SmscComponent());

    for (String options :
        List.of(
            "sessions=0", "sessions=21", "window=0", "rate=-1", "widow=3", "password=123456789")) {
      assertThatThrownBy(() -> camel.getEndpoint("smpp://localhost:1?" + options))
          .isInstanceOf(ResolveEndpointFailedException.class)
          .hasMessageNotContaining("123456789");
    }
  }

  @Test
  void isFoundAsABeanByEachContextWhichHasItsOwn() throws Exception {
    smsc.start();
    try (GenericApplicationContext spring = new GenericApplicationContext()) {
      spring.registerBean("smpp", SmscComponent.class, bean -> bean.setScope("prototype"));
      spring.refresh();
      try (DefaultCamelContext trial = context(spring);
          DefaultCamelContext real = context(spring)) {
        trial.setAutoStartup(false);
        for (DefaultCamelContext each : List.of(real, trial)) {
          each.addRoutes(sender("messageReceiverRouteId="));
          each.start();
        }
        await().until(() -> smsc.boundSessions() == 1);
        assertThat(threads()).filteredOn(name -> name.startsWith("smpp-")).hasSize(1);
        trial.stop();

        assertThat(real.getComponent("smpp")).isInstanceOf(SmscComponent.class);
        assertThat(smsc.binds()).isEqualTo(1);
        assertThat(smsc.boundSessions()).isEqualTo(1);
      }
    }
  }

  private static DefaultCamelContext context(GenericApplicationContext spring) {
    return new DefaultCamelContext(
        new DefaultRegistry(new ApplicationContextBeanRepository(spring)));
  }

  private void bind(String options) {
    smsc.start();
    route(options);
    awaitBound(options.contains("sessions=") ? options.charAt(9) - '0' : 1);
  }

  private void route(String options) {
    camel.getRegistry().bind("smpp", new SmscComponent(true, new SmscMetrics(meters)));
    try {
      camel.addRoutes(receiver());
      camel.addRoutes(sender(options));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    camel.start();
  }

  private RouteBuilder receiver() {
    return new RouteBuilder() {
      @Override
      public void configure() {
        from("direct:receipts").routeId("receipts").process(SmscComponentTest.this::receive);
      }
    };
  }

  private void receive(Exchange exchange) throws InterruptedException {
    receiverWaits.await();
    if (receiverFails != null) {
      throw receiverFails;
    }
    assertThat(exchange.getMessage().getHeaders()).isEmpty();
    received.add(
        exchange.getProperty("caravanKind") + " " + exchange.getMessage().getBody(Map.class));
  }

  private RouteBuilder sender(String options) {
    String uri =
        "smpp://esme@127.0.0.1:"
            + smsc.port()
            + "?password=secret&enquireLinkTimer=2000"
            + (options.contains("messageReceiver") ? "" : "&messageReceiverRouteId=receipts")
            + (options.contains("transactionTimer") ? "" : "&transactionTimer=2000")
            + "&initialReconnectDelay=50"
            + (options.contains("reconnectDelay") ? "" : "&reconnectDelay=100")
            + (options.isEmpty() ? "" : "&" + options);
    return new RouteBuilder() {
      @Override
      public void configure() {
        from("direct:send").routeId("send").errorHandler(noErrorHandler()).to(uri);
      }
    };
  }

  private void awaitBound(int sessions) {
    await()
        .pollInterval(Duration.ofMillis(10))
        .until(() -> smsc.boundSessions() == sessions && endpoint().boundSessions() == sessions);
  }

  private SmscEndpoint endpoint() {
    return camel.getEndpoints().stream()
        .filter(SmscEndpoint.class::isInstance)
        .map(SmscEndpoint.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private Exchange send(SmsPart part, String destination) {
    return send(part, "PyCon", destination, true, null);
  }

  private Exchange send(
      SmsPart part, String source, String destination, boolean wantReceipt, String validity) {
    return camel
        .createProducerTemplate()
        .send(
            "direct:send",
            exchange -> {
              exchange.getMessage().setBody(part);
              submit.prepare(exchange, source, destination, wantReceipt, validity);
            });
  }

  private Exception failure(String destination) {
    return send(part("a"), destination).getException();
  }

  private List<Exchange> together(int parts) {
    ExecutorService clients = Executors.newFixedThreadPool(parts);
    try {
      List<Callable<Exchange>> work =
          IntStream.range(0, parts)
              .<Callable<Exchange>>mapToObj(i -> () -> send(part("a"), MSISDN))
              .toList();
      List<Exchange> sent = new ArrayList<>();
      for (Future<Exchange> each : clients.invokeAll(work)) {
        sent.add(each.get());
      }
      return sent;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      clients.shutdown();
    }
  }

  private Duration stopping() {
    long began = System.nanoTime();
    camel.stop();
    assertThat(threads()).isEmpty();
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** The names of the threads that sessions have. */
  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(
            name ->
                name.startsWith("smpp-")
                    || name.startsWith("PDUReaderWorker")
                    || name.startsWith("EnquireLinkSender"))
        .toList();
  }

  private static SmsPart part(String text) {
    return SmsParts.of(text, 1).get(0);
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }
}
