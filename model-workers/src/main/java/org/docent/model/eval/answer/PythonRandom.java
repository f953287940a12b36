package org.docent.model.eval.answer;

import java.util.List;

/**
 * Python's {@code random} after {@code random.seed(seed)}, as far as {@code random.choice} needs
 * it, so that choices left to chance are the original scripts' choices.
 *
 * <p>Implementation note: the Mersenne Twister MT19937 of Matsumoto and Nishimura ("A
 * 623-dimensionally equidistributed uniform pseudorandom number generator", 1998, and their
 * mt19937ar.c of 2002 with {@code init_by_array}), which CPython seeds with the 32-bit digits of
 * the number, lowest first; {@code choice} takes as many high bits as the length has and draws
 * again while that is too much ({@code _randbelow_with_getrandbits}).
 */
public final class PythonRandom {

  private static final int SIZE = 624;
  private static final int SHIFT = 397;

  private final int[] state = new int[SIZE];
  private int next = SIZE;

  /**
   * @param seed not negative, less than 2^32
   */
  public PythonRandom(long seed) {
    if (seed < 0 || seed >= 1L << 32) {
      throw new IllegalArgumentException("A seed is between 0 and 4294967295, not " + seed);
    }
    initialise(19_650_218);
    initialiseBy((int) seed);
  }

  /** {@code random.choice(options)}. */
  public <T> T choice(List<T> options) {
    return options.get(below(options.size()));
  }

  private int below(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("There is nothing to choose from");
    }
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(bound);
    int drawn = word() >>> (Integer.SIZE - bits);
    while (drawn >= bound) {
      drawn = word() >>> (Integer.SIZE - bits);
    }
    return drawn;
  }

  /** The next 32 bits. */
  int word() {
    if (next == SIZE) {
      twist();
      next = 0;
    }
    int word = state[next++];
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return word ^ (word >>> 18);
  }

  private void twist() {
    for (int i = 0; i < SIZE; i++) {
      int joined = (state[i] & 0x80000000) | (state[(i + 1) % SIZE] & 0x7fffffff);
      int odd = (joined & 1) == 0 ? 0 : 0x9908b0df;
      state[i] = state[(i + SHIFT) % SIZE] ^ (joined >>> 1) ^ odd;
    }
  }

  private void initialise(int seed) {
    state[0] = seed;
    for (int i = 1; i < SIZE; i++) {
      state[i] = 1_812_433_253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
    }
  }

  /** {@code init_by_array} with a key of one number. */
  private void initialiseBy(int key) {
    int i = 1;
    for (int k = 0; k < SIZE; k++) {
      state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >>> 30)) * 1_664_525)) + key;
      i = following(i);
    }
    for (int k = 1; k < SIZE; k++) {
      state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >>> 30)) * 1_566_083_941)) - i;
      i = following(i);
    }
    state[0] = 0x80000000;
  }

  private int following(int i) {
    if (i < SIZE - 1) {
      return i + 1;
    }
    state[0] = state[SIZE - 1];
    return 1;
  }
}
