package org.docent.model.vlm;

/** Rules that the sizes of a model obey. */
final class Sizes {

  private static final int MOST_LAYERS = 10_000;

  private Sizes() {}

  static void positive(String name, Number value) {
    if (!(value.doubleValue() > 0)) {
      throw new IllegalArgumentException(name + " is " + value + " but must be above 0");
    }
  }

  /**
   * A number of layers far from any model would be listed, parameter by parameter, before it fails.
   */
  static void layers(int layers) {
    if (layers < 1 || layers > MOST_LAYERS) {
      throw new IllegalArgumentException(
          "num_hidden_layers is %d but must be 1 to %d".formatted(layers, MOST_LAYERS));
    }
  }

  static void divides(String name, int value, String ofName, int of) {
    if (value <= 0 || of <= 0 || of % value != 0) {
      throw new IllegalArgumentException(
          "%s %d must be above 0 and divide %s %d".formatted(name, value, ofName, of));
    }
  }
}
