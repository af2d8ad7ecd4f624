package dev.caravan.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A TCP proxy before one part of the service, whose link can be spoilt at any time. One fault holds
 * at once, for connections that are there and for new ones; the last one told wins.
 */
public final class FaultProxy implements AutoCloseable {
  private static final int CHUNK = 16 * 1024;
  private static final byte[] END = new byte[0];
  private static final Fault PASS = new Fault(Kind.PASS, 0, 0);

  private enum Kind {
    PASS,
    LATENCY,
    DOWN,
    BANDWIDTH,
    BLACKHOLE,
    STRAND,
    RESET,
    SLICE,
    LIMIT
  }

  /** What {@code a} and {@code b} are depends on the kind: nanoseconds or bytes. */
  private record Fault(Kind kind, long a, long b) {}

  private record Chunk(byte[] bytes, long arrivedAt) {}

  private final InetSocketAddress target;
  private final int port;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final Object change = new Object();
  private volatile Fault fault = PASS;
  private volatile boolean closed;
  private ServerSocket listener;
  private Thread accepting;

  public FaultProxy(String host, int port) {
    this.target = new InetSocketAddress(host, port);
    this.port = listenAnywhere();
  }

  public int port() {
    return port;
  }

  /** How many connections are open now. */
  public int links() {
    return links.size();
  }

  /** No fault. What a silent link held back arrives now. */
  public void pass() {
    become(PASS);
  }

  /** Each way takes that long, more or less the jitter; the order stays. */
  public void latency(Duration delay, Duration jitter) {
    become(new Fault(Kind.LATENCY, delay.toNanos(), jitter.toNanos()));
  }

  /** Cuts what is connected and refuses the others. */
  public void down() {
    become(new Fault(Kind.DOWN, 0, 0));
    cut(false);
  }

  public void bandwidth(long bytesPerSecond) {
    become(new Fault(Kind.BANDWIDTH, bytesPerSecond, 0));
  }

  /** Silence: connections hang, new ones are accepted and hear nothing. Nobody is told. */
  public void blackhole() {
    become(new Fault(Kind.BLACKHOLE, 0, 0));
  }

  /** Connections that are there stay silent for ever, new ones pass: the peer's host was lost. */
  public void strand() {
    links.forEach(link -> link.stranded = true);
    become(new Fault(Kind.STRAND, 0, 0));
  }

  /** Resets what is connected and whoever comes (RST instead of FIN). */
  public void resetPeer() {
    become(new Fault(Kind.RESET, 0, 0));
    cut(true);
  }

  /** Everything arrives in pieces of that size, with a wait between them. */
  public void slicer(int bytes, Duration wait) {
    become(new Fault(Kind.SLICE, bytes, wait.toNanos()));
  }

  /** Each connection ends after so many bytes, both ways together, in the middle of a frame. */
  public void limitData(long bytes) {
    links.forEach(link -> link.passed.set(0));
    become(new Fault(Kind.LIMIT, bytes, 0));
  }

  @Override
  public void close() {
    closed = true;
    become(new Fault(Kind.DOWN, 0, 0));
    cut(false);
  }

  private void become(Fault next) {
    synchronized (change) {
      fault = next;
      try {
        if (next.kind() == Kind.DOWN) {
          listener.close();
          // Until the accepting thread has seen it, the system still lets connections in.
          accepting.join();
        } else if (listener.isClosed() && !closed) {
          listen(port);
        }
      } catch (IOException e) {
        throw new IllegalStateException("port " + port + " cannot be used again", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      change.notifyAll();
    }
  }

  private void cut(boolean reset) {
    links.forEach(link -> link.close(reset));
  }

  /**
   * Below the range of ports that outgoing connections get: there, somebody could take the port
   * while it is closed, and a client that tries it again and again would one day meet itself.
   */
  private int listenAnywhere() {
    for (int attempt = 0; attempt < 100; attempt++) {
      int candidate = ThreadLocalRandom.current().nextInt(20_000, 24_000);
      try {
        listen(candidate);
        return candidate;
      } catch (IOException e) {
        // Taken; the next one.
      }
    }
    throw new IllegalStateException("no free port");
  }

  private void listen(int wanted) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    try {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 500);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    listener = socket;
    accepting = start("accept", () -> accept(socket));
  }

  private void accept(ServerSocket socket) {
    while (true) {
      try {
        Link link = new Link(socket.accept());
        links.add(link);
        start("connect", link::connect);
      } catch (IOException e) {
        return; // Closed: down.
      }
    }
  }

  private Thread start(String name, Runnable work) {
    Thread thread = new Thread(work, "fault-proxy-" + port + "-" + name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private final class Link {
    private final Socket client;
    private final Socket server = new Socket();
    private final AtomicLong passed = new AtomicLong();
    private volatile boolean stranded;
    private volatile boolean ended;

    Link(Socket client) {
      this.client = client;
    }

    void connect() {
      try {
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        if (fault.kind() == Kind.RESET || fault.kind() == Kind.DOWN) {
          close(fault.kind() == Kind.RESET);
          return;
        }
        awaitSound();
        server.connect(target, 5_000);
        pump("out", client.getInputStream(), server.getOutputStream());
        pump("back", server.getInputStream(), client.getOutputStream());
      } catch (IOException e) {
        close(false);
      }
    }

    /** Two threads each way: one that reads must not wait for the delay of what it has read. */
    private void pump(String way, InputStream in, OutputStream out) {
      BlockingQueue<Chunk> held = new ArrayBlockingQueue<>(64);
      start(way + "-read", () -> read(in, held));
      start(way + "-write", () -> write(held, out));
    }

    private void read(InputStream in, BlockingQueue<Chunk> held) {
      byte[] buffer = new byte[CHUNK];
      int count = 0;
      while (count >= 0 && !ended) {
        try {
          count = in.read(buffer);
        } catch (IOException e) {
          count = -1;
        }
        byte[] bytes = count < 0 ? END : Arrays.copyOf(buffer, count);
        hand(held, new Chunk(bytes, System.nanoTime()));
      }
    }

    private void hand(BlockingQueue<Chunk> held, Chunk chunk) {
      try {
        while (!ended && !held.offer(chunk, 100, TimeUnit.MILLISECONDS)) {
          // The writer is behind: the sender has to wait, as on a real link.
        }
      } catch (InterruptedException e) {
        ended = true;
      }
    }

    private void write(BlockingQueue<Chunk> held, OutputStream out) {
      try {
        while (!ended) {
          Chunk chunk = held.poll(100, TimeUnit.MILLISECONDS);
          if (chunk != null) {
            awaitSound();
            if (chunk.bytes() == END) {
              break;
            }
            send(chunk, out);
          }
        }
      } catch (IOException e) {
        // One side has gone; the other is told below.
      } catch (InterruptedException e) {
        ended = true;
      }
      close(false);
    }

    private void send(Chunk chunk, OutputStream out) throws IOException {
      Fault now = fault;
      byte[] bytes = chunk.bytes();
      switch (now.kind()) {
        case LATENCY -> {
          long jitter = now.b() == 0 ? 0 : ThreadLocalRandom.current().nextLong(-now.b(), now.b());
          await(chunk.arrivedAt() + now.a() + jitter - System.nanoTime());
          out.write(bytes);
        }
        case BANDWIDTH -> {
          int size = (int) Math.max(1, now.a() / 20);
          inPieces(bytes, out, size, Duration.ofMillis(50).toNanos());
        }
        case SLICE -> inPieces(bytes, out, (int) now.a(), now.b());
        case LIMIT -> {
          long before = passed.getAndAdd(bytes.length);
          int rest = (int) Math.max(0, Math.min(bytes.length, now.a() - before));
          out.write(bytes, 0, rest);
          if (rest < bytes.length) {
            close(false);
          }
        }
        default -> out.write(bytes);
      }
    }

    private void inPieces(byte[] bytes, OutputStream out, int size, long wait) throws IOException {
      for (int from = 0; from < bytes.length; from += size) {
        out.write(bytes, from, Math.min(size, bytes.length - from));
        await(wait);
      }
    }

    /** Waits while the link is silent. */
    private void awaitSound() {
      synchronized (change) {
        while (!ended && (stranded || fault.kind() == Kind.BLACKHOLE)) {
          waitForChange(0);
        }
      }
    }

    /** Waits so long, or until the link ends. */
    private void await(long nanos) {
      long until = System.nanoTime() + nanos;
      synchronized (change) {
        for (long left = nanos; left > 0 && !ended; left = until - System.nanoTime()) {
          waitForChange(left);
        }
      }
    }

    private void waitForChange(long nanos) {
      try {
        if (nanos == 0) {
          change.wait();
        } else {
          change.wait(nanos / 1_000_000, (int) (nanos % 1_000_000));
        }
      } catch (InterruptedException e) {
        ended = true;
        Thread.currentThread().interrupt();
      }
    }

    void close(boolean reset) {
      synchronized (change) {
        ended = true;
        change.notifyAll();
      }
      links.remove(this);
      for (Socket socket : new Socket[] {client, server}) {
        try {
          if (reset && !socket.isClosed()) {
            socket.setSoLinger(true, 0);
          }
          socket.close();
        } catch (IOException e) {
          // It is gone, which is what was wanted.
        }
      }
    }
  }
}
