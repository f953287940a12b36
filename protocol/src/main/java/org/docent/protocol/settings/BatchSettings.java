package org.docent.protocol.settings;

/**
 * How a global batch is cut: {@code microBatch × accumulation} samples a step and rank. The cut
 * changes nothing but rounding.
 */
public record BatchSettings(int microBatch, int accumulation) {

  public BatchSettings {
    Rules.requireAtLeast(1, "per-device-train-batch-size", microBatch);
    Rules.requireAtLeast(1, "gradient-accumulation-steps", accumulation);
    Rules.require(
        (long) microBatch * accumulation <= 1 << 20,
        "gradient-accumulation-steps",
        accumulation,
        "such that the global batch has at most 1048576 samples");
  }

  public int globalBatch() {
    return microBatch * accumulation;
  }
}
