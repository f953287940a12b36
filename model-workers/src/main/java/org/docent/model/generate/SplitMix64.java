package org.docent.model.generate;

/**
 * The numbers that tokens are drawn with, written out so that a seed means the same on every
 * machine and JDK: SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number
 * generators", 2014) begun at the seed, of which the upper 53 bits make a number.
 */
final class SplitMix64 {

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  SplitMix64(long seed) {
    this.state = seed;
  }

  /** The next number: a multiple of 2^-53, at least 0 and below 1. */
  double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  long nextLong() {
    state += GOLDEN_GAMMA;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
