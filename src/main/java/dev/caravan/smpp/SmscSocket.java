package dev.caravan.smpp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;
import org.apache.camel.component.smpp.SmppConfiguration;
import org.apache.camel.component.smpp.SmppConnectionFactory;
import org.jsmpp.session.connection.Connection;
import org.jsmpp.session.connection.ConnectionFactory;
import org.jsmpp.session.connection.socket.SocketConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection of one attempt to bind, which another thread may close at any time, also while it
 * is being made. With an HTTP proxy Camel makes it, and then only the bound connection can be
 * closed.
 */
final class SmscSocket implements ConnectionFactory {
  private static final Logger LOG = LoggerFactory.getLogger(SmscSocket.class);

  private final SmppConfiguration smpp;
  private Socket socket;
  private Connection connection;
  private boolean closed;

  SmscSocket(SmppConfiguration smpp) {
    this.smpp = smpp;
  }

  @Override
  public Connection createConnection(String host, int port) throws IOException {
    if (smpp.getHttpProxyHost() != null) {
      return keep(SmppConnectionFactory.getInstance(smpp).createConnection(host, port));
    }
    SocketFactory sockets =
        smpp.isUsingSSL() ? SSLSocketFactory.getDefault() : SocketFactory.getDefault();
    Socket made = keep(sockets.createSocket());
    made.setTcpNoDelay(true);
    made.connect(new InetSocketAddress(host, port), smpp.getTransactionTimer());
    return keep(new SocketConnection(made));
  }

  synchronized boolean isOpen() {
    return connection != null && connection.isOpen();
  }

  synchronized void close() {
    closed = true;
    try {
      if (socket != null) {
        socket.close();
      }
      if (connection != null) {
        connection.close();
      }
    } catch (IOException e) {
      LOG.debug("A connection did not close in order", e);
    }
  }

  private synchronized Socket keep(Socket made) throws IOException {
    socket = made;
    closeIfLate();
    return made;
  }

  private synchronized Connection keep(Connection made) throws IOException {
    connection = made;
    closeIfLate();
    return made;
  }

  private void closeIfLate() throws IOException {
    if (closed) {
      close();
      throw new IOException("closed");
    }
  }
}
