package org.docent.protocol.signal;

/** The encodings in which signals travel. */
public final class SignalEncodings {

  private SignalEncodings() {}

  /** Names them: nodes with the same name understand each other's signals. */
  public static String version() {
    return "of version " + StreamFormat.VERSION;
  }
}
