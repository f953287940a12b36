package org.docent.model.loss;

import org.docent.protocol.plan.LossWeights;

/** The terms of each sample of a micro-batch, in float64; one a sample does not have is 0. */
public final class SampleTerms {

  private final double[] tableTB;
  private final int samples;

  /** A table of {@link Term} by sample, row by row. */
  SampleTerms(double[] tableTB) {
    this.tableTB = tableTB;
    this.samples = tableTB.length / Term.values().length;
  }

  /** No terms at all for any of {@code samples}. */
  public static SampleTerms none(int samples) {
    return new SampleTerms(new double[Term.values().length * samples]);
  }

  public int samples() {
    return samples;
  }

  /** One term of the sample at that position of the micro-batch. */
  public double of(Term term, int sample) {
    return tableTB[term.ordinal() * samples + sample];
  }

  /** The sum of a term over the samples. */
  public double sum(Term term) {
    double sum = 0;
    for (int b = 0; b < samples; b++) {
      sum += of(term, b);
    }
    return sum;
  }

  /** The sample's objective: the weighted sum of its terms. */
  public double total(int sample, LossWeights weights) {
    double total = 0;
    for (Term term : Term.values()) {
      total += term.weight(weights) * of(term, sample);
    }
    return total;
  }
}
