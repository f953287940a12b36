package org.docent.actors.tls;

import javax.net.ssl.SSLException;

/** What went wrong with a peer in TLS, as half a sentence about it. */
public final class TlsFaults {

  private static final int LONGEST = 300;

  private TlsFaults() {}

  public static String of(SSLException e) {
    String said = oneLine(String.valueOf(e.getMessage()));
    if (said.startsWith(PeerTrust.ITS)) {
      return said;
    }
    if (said.contains("nrecognized SSL message") || said.equals(speaksNoTls())) {
      return speaksNoTls();
    }
    if (said.contains("Empty client certificate chain")) {
      return "it shows no certificate, set tls on its end";
    }
    if (said.contains("fatal alert: certificate") || said.contains("fatal alert: bad_cert")) {
      return "it refuses this end in the TLS handshake ("
          + said
          + "): tls.certificate must be of an authority it trusts, valid now, and name the host it"
          + " knows this end by; its own log says which";
    }
    if (said.contains("fatal alert")) {
      return "it refuses this end in the TLS handshake (" + said + ")";
    }
    if (said.contains("terminated the handshake")) {
      return closesInHandshake();
    }
    return "TLS with it failed (" + said + ")";
  }

  /** What does not begin as TLS must. */
  public static String speaksNoTls() {
    return "it does not speak TLS and this end does, set tls on both ends or on none";
  }

  /** What goes away when it is greeted by TLS. */
  public static String closesInHandshake() {
    return "it closed the connection in the TLS handshake; does it speak TLS as this end does?";
  }

  /** What begins as TLS, where there is none. */
  public static String speaksTls() {
    return "it speaks TLS and this end does not, set tls on both ends or on none";
  }

  /** Whether these first bytes are of a TLS record: a handshake's or an alert's. */
  public static boolean isTls(byte first, byte second) {
    return (first == 0x15 || first == 0x16) && second == 0x03;
  }

  /** What a peer or a library says may be long and have line breaks: a log line has not. */
  public static String oneLine(String text) {
    String clean = text.replaceAll("\\p{Cntrl}|[\\u0085\\u2028\\u2029]", "?");
    return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST) + "...";
  }
}
