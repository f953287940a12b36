package org.docent.protocol.teacher;

/** Which code computes. */
public final class CodeVersion {

  /** The version of Docent, as its build files say it. */
  public static final String DOCENT = "0.1.0";

  private CodeVersion() {}

  /**
   * The whole name: builds of one version may differ in their mathematics.
   *
   * @param mathematics checksum of the programs that run on a device, in hexadecimal
   */
  public static String with(String mathematics) {
    return DOCENT + " with programs " + mathematics;
  }
}
