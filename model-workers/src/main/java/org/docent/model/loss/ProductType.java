package org.docent.model.loss;

/**
 * The type both sides of a product with an output head are brought to. Softmax, losses and sums of
 * gradients are float32 with either.
 */
public enum ProductType {
  /**
   * Exact for a head of either type; a bfloat16 one is widened by blocks of its vocabulary. The
   * faster one on a CPU without bfloat16 units.
   */
  FLOAT32(6),
  /** Hidden states, gradients and head are rounded to bfloat16, and so is each block's product. */
  BFLOAT16(15);

  private final int code;

  ProductType(int code) {
    this.code = code;
  }

  /** The engine's number for the type. */
  int code() {
    return code;
  }
}
