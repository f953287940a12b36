package org.docent.model.generate;

/**
 * How a token is chosen among those that may follow. With {@code temperature} 0 it is the likeliest
 * one. Otherwise logits are divided by the temperature, then the least likely tokens are left out
 * whose probabilities sum to at most 1 - {@code topP} (at least one stays), and one is drawn from
 * the rest; the same order and the same set as in transformers.
 *
 * @param temperature 0 or more
 * @param topP from 0 to 1, which leaves out nothing
 * @param seed of the numbers drawn
 */
public record Sampling(double temperature, double topP, long seed) {

  /** Always the likeliest token. */
  public static final Sampling GREEDY = new Sampling(0, 1, 0);

  public Sampling {
    if (!(temperature >= 0) || Double.isInfinite(temperature)) {
      throw new IllegalArgumentException("temperature is " + temperature + ", must be 0 or more");
    }
    if (!(topP >= 0 && topP <= 1)) {
      throw new IllegalArgumentException("top-p is " + topP + ", must be from 0 to 1");
    }
  }

  /** Whether nothing is drawn. */
  public boolean isGreedy() {
    return temperature == 0;
  }
}
