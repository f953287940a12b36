package org.docent.model.vlm;

/** Rules that the sizes of a model obey. */
final class Sizes {

  private Sizes() {}

  static void positive(String name, Number value) {
    if (!(value.doubleValue() > 0)) {
      throw new IllegalArgumentException(name + " is " + value + " but must be above 0");
    }
  }

  static void divides(String name, int value, String ofName, int of) {
    if (value <= 0 || of <= 0 || of % value != 0) {
      throw new IllegalArgumentException(
          "%s %d must be above 0 and divide %s %d".formatted(name, value, ofName, of));
    }
  }
}
