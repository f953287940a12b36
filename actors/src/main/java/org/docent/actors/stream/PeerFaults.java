package org.docent.actors.stream;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import javax.net.ssl.SSLException;
import org.docent.actors.tls.TlsFaults;
import org.docent.protocol.failure.DocentException;

/** What went wrong with a peer of the data plane, as half a sentence about it. */
final class PeerFaults {

  private PeerFaults() {}

  /** Whether this is the peer's doing: its bytes, its certificate, its going away. */
  static boolean isOfThePeer(Throwable cause) {
    Throwable inner = unwrapped(cause);
    return inner instanceof DocentException || inner instanceof SSLException;
  }

  static String of(Throwable cause) {
    Throwable inner = unwrapped(cause);
    String said = String.valueOf(inner.getMessage());
    if (inner instanceof DocentException) {
      return TlsFaults.oneLine(said);
    }
    if (inner instanceof NotSslRecordException) {
      return TlsFaults.speaksNoTls();
    }
    if (inner instanceof SslHandshakeTimeoutException) {
      return "it did not finish the TLS handshake in time";
    }
    if (inner instanceof ClosedChannelException) {
      return TlsFaults.closesInHandshake();
    }
    if (inner instanceof SSLException ofTls) {
      return TlsFaults.of(ofTls);
    }
    if (inner instanceof IOException) {
      return TlsFaults.oneLine(said);
    }
    return TlsFaults.oneLine(inner.toString());
  }

  /** Netty wraps what happens when bytes are decoded. */
  private static Throwable unwrapped(Throwable cause) {
    return cause instanceof DecoderException
        ? Objects.requireNonNullElse(cause.getCause(), cause)
        : cause;
  }
}
