package org.docent.protocol.settings;

/**
 * How a global batch is cut: {@code microBatch × accumulation} samples a step and rank. The cut
 * changes nothing but rounding.
 */
public record BatchSettings(int microBatch, int accumulation) {

  public BatchSettings {
    if (microBatch < 1 || accumulation < 1) {
      throw new IllegalArgumentException(
          "per-device-train-batch-size is "
              + microBatch
              + " and gradient-accumulation-steps "
              + accumulation
              + ", both must be at least 1");
    }
  }

  public int globalBatch() {
    return microBatch * accumulation;
  }
}
