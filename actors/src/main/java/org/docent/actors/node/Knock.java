package org.docent.actors.node;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.docent.actors.tls.Tls;
import org.docent.actors.tls.TlsFaults;
import org.jspecify.annotations.Nullable;

/**
 * What hinders a node at the door of another's control plane, found out as that door is used:
 * Artery itself keeps trying and does not say.
 *
 * @param hopeless whether trying again will not help
 * @param reason a clause about that address
 */
public record Knock(boolean hopeless, String reason) {

  /**
   * Knocks; empty when nothing hinders.
   *
   * @param seed {@code host:port}
   * @param tls of this node, null for none
   * @param patience for each of the steps
   */
  public static Optional<Knock> at(String seed, @Nullable Tls tls, Duration patience) {
    String host = seed.substring(0, seed.lastIndexOf(':'));
    int port = Integer.parseInt(seed.substring(host.length() + 1));
    int millis = (int) patience.toMillis();
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), millis);
      socket.setSoTimeout(millis);
      return tls == null ? plainly(seed, socket) : withTls(seed, socket, host, tls);
    } catch (UnknownHostException e) {
      return notYet(seed + " has a host that nobody knows");
    } catch (ConnectException e) {
      return notYet("nobody listens at " + seed);
    } catch (SocketTimeoutException e) {
      return notYet(seed + " does not answer");
    } catch (IOException e) {
      return notYet(seed + " is not to be had (" + e.getMessage() + ")");
    }
  }

  /** Who speaks TLS answers its greeting in kind; who does not goes away. */
  private static Optional<Knock> plainly(String seed, Socket socket) throws IOException {
    socket.getOutputStream().write(Tls.greeting());
    try {
      byte[] begin = socket.getInputStream().readNBytes(2);
      if (begin.length == 2 && TlsFaults.isTls(begin[0], begin[1])) {
        return hopeless(
            seed
                + " speaks TLS and this node does not: give it tls.certificate, tls.private-key and"
                + " tls.trusted-certificates by --conf or --set");
      }
      return Optional.empty();
    } catch (SocketException | SocketTimeoutException e) {
      return Optional.empty();
    }
  }

  /** In TLS 1.3 this end is done before the other has looked at its certificate. */
  private static Optional<Knock> withTls(String seed, Socket socket, String host, Tls tls)
      throws IOException {
    try (SSLSocket secure = tls.connecting(socket, host)) {
      shakeHands(secure);
      return secure.getInputStream().read() < 0
          ? notYet(seed + " closes the connection")
          : Optional.empty();
    } catch (SocketTimeoutException e) {
      return Optional.empty();
    } catch (SSLException e) {
      return hopeless(seed + ": " + TlsFaults.of(e));
    }
  }

  /** Who gets a greeting that it does not understand resets the connection, or ends it. */
  private static void shakeHands(SSLSocket secure) throws IOException {
    try {
      secure.startHandshake();
    } catch (SocketException e) {
      throw new SSLException(TlsFaults.speaksNoTls(), e);
    }
  }

  private static Optional<Knock> hopeless(String reason) {
    return Optional.of(new Knock(true, reason));
  }

  private static Optional<Knock> notYet(String reason) {
    return Optional.of(new Knock(false, reason));
  }
}
