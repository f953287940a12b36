package org.docent.model.loss;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.docent.protocol.plan.LossWeights;

/** The terms of each sample of a micro-batch, in float64; one a sample does not have is 0. */
public final class SampleTerms {

  private final Map<Term, double[]> valuesB = new EnumMap<>(Term.class);
  private final int samples;

  /** A table of {@link Term} by sample, row by row. */
  private SampleTerms(double[] tableTB) {
    this.samples = tableTB.length / Term.values().length;
    int row = 0;
    for (Term term : Term.values()) {
      valuesB.put(term, Arrays.copyOfRange(tableTB, row * samples, (row + 1) * samples));
      row++;
    }
  }

  /** Reads the table (4, B) of {@link DistillationObjective#terms}; waits for the device. */
  public static SampleTerms read(NDArray termsTB) {
    return new SampleTerms(termsTB.toDoubleArray());
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
    return values(term)[sample];
  }

  /** The sum of a term over the samples. */
  public double sum(Term term) {
    return Arrays.stream(values(term)).sum();
  }

  /** The sample's objective: the weighted sum of its terms. */
  public double total(int sample, LossWeights weights) {
    double total = 0;
    for (Term term : Term.values()) {
      total += term.weight(weights) * of(term, sample);
    }
    return total;
  }

  private double[] values(Term term) {
    return Objects.requireNonNull(valuesB.get(term));
  }
}
