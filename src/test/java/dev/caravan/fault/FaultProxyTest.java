package dev.caravan.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The faults must be what they are called: whoever trusts a campaign trusts these. */
class FaultProxyTest {
  private final List<Socket> opened = new CopyOnWriteArrayList<>();
  private ServerSocket server;
  private FaultProxy proxy;

  /** A server that says again what it hears. */
  @BeforeEach
  void echo() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread listening = new Thread(this::serve, "echo");
    listening.setDaemon(true);
    listening.start();
    proxy = new FaultProxy("127.0.0.1", server.getLocalPort());
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
    server.close();
    for (Socket socket : opened) {
      socket.close();
    }
  }

  @Test
  void passesEverythingBothWays() throws IOException {
    byte[] much = new byte[3_000_000];
    java.util.Arrays.fill(much, (byte) 'x');
    Socket socket = connect();
    Thread writer = new Thread(() -> say(socket, new String(much, StandardCharsets.US_ASCII)));
    writer.start();

    assertThat(socket.getInputStream().readNBytes(much.length)).isEqualTo(much);
  }

  @Test
  void delaysEachWayAndKeepsTheOrder() throws IOException {
    Socket socket = connect();
    roundTrip(socket, "warm");
    proxy.latency(Duration.ofMillis(100), Duration.ofMillis(50));

    long start = System.nanoTime();
    for (int i = 0; i < 20; i++) {
      say(socket, i % 10 + "");
    }
    String heard = hear(socket, 20);

    assertThat(heard).isEqualTo("01234567890123456789");
    // Twice 50 ms at least; and not 20 times that: what follows does not wait for what went before.
    assertThat(since(start)).isBetween(Duration.ofMillis(100), Duration.ofMillis(900));
  }

  @Test
  void refusesAndCutsWhileItIsDown() throws IOException {
    Socket socket = connect();
    roundTrip(socket, "here");

    proxy.down();

    assertThat(socket.getInputStream().read()).isEqualTo(-1);
    assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
    assertThat(proxy.links()).isZero();
    proxy.pass();
    roundTrip(connect(), "back");
  }

  @Test
  void isSilentAsABlackholeAndThenGivesUpWhatItHeld() throws IOException {
    Socket there = connect();
    roundTrip(there, "before");

    proxy.blackhole();

    Socket fresh = connect();
    for (Socket socket : List.of(there, fresh)) {
      say(socket, "held");
      socket.setSoTimeout(200);
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
    }
    proxy.pass();
    for (Socket socket : List.of(there, fresh)) {
      socket.setSoTimeout(5_000);
      assertThat(hear(socket, 4)).isEqualTo("held");
    }
  }

  @Test
  void strandsOnlyWhatIsConnected() throws IOException {
    Socket there = connect();
    roundTrip(there, "before");

    proxy.strand();

    say(there, "lost");
    there.setSoTimeout(200);
    assertThatThrownBy(() -> there.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    roundTrip(connect(), "fresh");
    proxy.pass();
    assertThatThrownBy(() -> there.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void resetsOldAndNewConnections() throws IOException {
    Socket there = connect();
    roundTrip(there, "before");

    proxy.resetPeer();

    assertThatThrownBy(() -> there.getInputStream().read())
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("reset");
    assertThatThrownBy(() -> connect().getInputStream().read())
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("reset");
    proxy.pass();
    roundTrip(connect(), "back");
  }

  @Test
  void sendsInSmallPieces() throws IOException {
    Socket socket = connect();
    proxy.slicer(3, Duration.ofMillis(20));

    say(socket, "abcdefghij");

    byte[] buffer = new byte[100];
    int first = socket.getInputStream().read(buffer);
    assertThat(first).isEqualTo(3);
    assertThat(hear(socket, 7)).isEqualTo("defghij");
  }

  @Test
  void endsAConnectionAfterSoManyBytes() throws IOException {
    proxy.limitData(14);
    Socket socket = connect();

    say(socket, "0123456789");

    // Ten there, four of ten back.
    assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
        .isEqualTo("0123");
    await().atMost(Duration.ofSeconds(5)).until(() -> proxy.links() == 0);
  }

  @Test
  void limitsTheRate() throws IOException {
    Socket socket = connect();
    roundTrip(socket, "warm");
    proxy.bandwidth(20_000);

    long start = System.nanoTime();
    say(socket, "x".repeat(10_000));
    hear(socket, 10_000);

    assertThat(since(start)).isBetween(Duration.ofMillis(450), Duration.ofSeconds(3));
  }

  private void serve() {
    while (true) {
      try {
        Socket socket = server.accept();
        opened.add(socket);
        Thread echo = new Thread(() -> repeat(socket), "echo-one");
        echo.setDaemon(true);
        echo.start();
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void repeat(Socket socket) {
    try {
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException e) {
      // The proxy cut it.
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(10_000);
    opened.add(socket);
    return socket;
  }

  private static void say(Socket socket, String text) {
    try {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new IllegalStateException("cannot say it", e);
    }
  }

  private static String hear(Socket socket, int bytes) throws IOException {
    return new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.US_ASCII);
  }

  private static void roundTrip(Socket socket, String text) throws IOException {
    say(socket, text);
    assertThat(hear(socket, text.length())).isEqualTo(text);
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
