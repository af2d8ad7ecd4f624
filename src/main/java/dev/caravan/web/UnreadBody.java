package dev.caravan.web;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.coyote.ActionCode;
import org.apache.tomcat.util.net.ApplicationBufferHandler;

/**
 * Ends a request that was answered before its body was read, such as one without a key.
 *
 * <p>Tomcat would read on, at the client's pace and without a deadline: as many trickling bodies as
 * there are threads would stop the whole API, without a key. To hang up at once would be no better:
 * the reset overtakes the answer. So a few threads wait a moment for the rest, and then hang up.
 */
final class UnreadBody {
  private static final int MAX_WAITING = 8;
  private static final long MAX_WAIT_NANOS = 1_000_000_000L;
  private static final int MAX_BYTES = 2 * 1024 * 1024;

  private final Semaphore waiting = new Semaphore(MAX_WAITING);

  void leave(Request request, Response response) throws IOException {
    if (request.isAsync() || request.isFinished()) {
      return;
    }
    response.finishResponse();
    // Who awaits "100 Continue" has been told the answer instead and sends nothing more.
    if (request.getCoyoteRequest().hasExpectation()) {
      return;
    }
    if (waiting.tryAcquire()) {
      try {
        drain(request.getCoyoteRequest());
      } finally {
        waiting.release();
      }
    }
    if (!request.isFinished()) {
      // What is left must not be taken for the next request either.
      response.getCoyoteResponse().action(ActionCode.CLOSE_NOW, null);
    }
  }

  /** Reads below the request's own stream, which is closed by now. */
  private static void drain(org.apache.coyote.Request request) {
    long deadline = System.nanoTime() + MAX_WAIT_NANOS;
    Discard nowhere = new Discard();
    try {
      long read = 0;
      int n = 0;
      while (n >= 0 && read < MAX_BYTES && System.nanoTime() < deadline) {
        n = request.doRead(nowhere);
        read += n;
      }
    } catch (IOException | IllegalArgumentException e) {
      // Too slow, gone, or still within headers that are too large: it is closed all the same.
    }
  }

  private static final class Discard implements ApplicationBufferHandler {
    private ByteBuffer read = ByteBuffer.allocate(0);

    @Override
    public void setByteBuffer(ByteBuffer buffer) {
      read = buffer;
    }

    @Override
    public ByteBuffer getByteBuffer() {
      return read;
    }

    @Override
    public void expand(int size) {}
  }
}
