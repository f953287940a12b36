package org.docent.coordinator.ledger;

/**
 * The order of one epoch's samples: Fisher-Yates over SplitMix64, seeded from (seed, stage, epoch).
 *
 * <p>Both algorithms are written out here, so that an order is the same on every JDK: resuming a
 * run depends on it. SplitMix64 adds 0x9E3779B97F4A7C15 to its state and mixes it (Steele, Lea,
 * Flood, "Fast splittable pseudorandom number generators", 2014); a number below a bound is taken
 * from its upper 32 bits by Lemire's multiplication with rejection ("Fast random integer generation
 * in an interval", 2019), so it is unbiased.
 *
 * <p>Cost: 4 bytes and about 10 ns a sample.
 */
final class SampleOrder {

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
  private static final long LOW_32 = 0xFFFFFFFFL;

  private long state;

  /** The random order of that epoch, to be drawn from. */
  SampleOrder(long seed, int stage, int epoch) {
    this.state = mix(mix(mix(seed) + stage) + epoch);
  }

  /** The indices 0 to {@code size}-1 in the order of that epoch. */
  static int[] shuffled(int size, long seed, int stage, int epoch) {
    return new SampleOrder(seed, stage, epoch).next(size);
  }

  /** The indices 0 to {@code size}-1 in random order; each call goes on where the last ended. */
  int[] next(int size) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = i;
    }
    for (int i = size - 1; i > 0; i--) {
      int j = below(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }

  private int below(int bound) {
    long rejected = ((1L << 32) - bound) % bound;
    long product;
    do {
      product = upper32() * bound;
    } while ((product & LOW_32) < rejected);
    return (int) (product >>> 32);
  }

  private long upper32() {
    state += GOLDEN_GAMMA;
    return mix(state) >>> 32;
  }

  private static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
