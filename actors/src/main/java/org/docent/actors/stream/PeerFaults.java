package org.docent.actors.stream;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import javax.net.ssl.SSLException;
import org.docent.protocol.failure.DocentException;

/** What went wrong with a peer, as half a sentence about it. */
final class PeerFaults {

  private static final int LONGEST = 300;

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
      return oneLine(said);
    }
    if (inner instanceof NotSslRecordException) {
      return "it does not speak TLS and this end does, set stream.tls on both ends or on none";
    }
    if (inner instanceof SslHandshakeTimeoutException) {
      return "it did not finish the TLS handshake in time";
    }
    if (inner instanceof ClosedChannelException) {
      return "it closed the connection in the TLS handshake; does it speak TLS as this end does?";
    }
    if (inner instanceof SSLException) {
      return ofTls(said);
    }
    if (inner instanceof IOException) {
      return oneLine(said);
    }
    return oneLine(inner.toString());
  }

  /** What does not begin as it must, when it is TLS. */
  static String speaksTls() {
    return "it speaks TLS and this end does not, set stream.tls on both ends or on none";
  }

  /** Whether these first bytes are of a TLS record: a handshake's or an alert's. */
  static boolean isTls(byte first, byte second) {
    return (first == 0x15 || first == 0x16) && second == 0x03;
  }

  /** What a peer or a library says may be long and have line breaks: a log line has not. */
  static String oneLine(String text) {
    String clean = text.replaceAll("\\p{Cntrl}|[\\u0085\\u2028\\u2029]", "?");
    return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST) + "...";
  }

  private static String ofTls(String said) {
    if (said.contains("Empty client certificate chain")) {
      return "it shows no certificate, set stream.tls on its end";
    }
    if (said.contains("PKIX path") || said.contains("trustAnchors")) {
      return "its certificate is of no authority in stream.tls.trusted-certificates ("
          + oneLine(said)
          + ")";
    }
    if (said.contains("subject alternative") || said.contains("No name matching")) {
      return "its certificate is not for this host (" + oneLine(said) + ")";
    }
    if (said.contains("fatal alert")) {
      return "it refuses this end in the TLS handshake (" + oneLine(said) + ")";
    }
    return "TLS with it failed (" + oneLine(said) + ")";
  }

  /** Netty wraps what happens when bytes are decoded. */
  private static Throwable unwrapped(Throwable cause) {
    return cause instanceof DecoderException
        ? Objects.requireNonNullElse(cause.getCause(), cause)
        : cause;
  }
}
