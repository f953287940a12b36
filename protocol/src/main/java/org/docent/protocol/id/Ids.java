package org.docent.protocol.id;

/** The rules that ids share. */
final class Ids {

  private Ids() {}

  static void requireName(String what, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(what + " is blank");
    }
  }

  static void requireNotNegative(String what, int value) {
    if (value < 0) {
      throw new IllegalArgumentException(what + " is " + value + ", must not be negative");
    }
  }
}
