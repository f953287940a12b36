package org.docent.model.train;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.docent.model.data.Batch;
import org.docent.model.loss.SampleTerms;
import org.docent.model.loss.Term;
import org.docent.model.vlm.Parameter;
import org.docent.protocol.id.StepId;
import org.docent.protocol.plan.LossWeights;
import org.jspecify.annotations.Nullable;

/** The terms of a step's micro-batches, kept on the device until the step ends. */
final class StepTerms {

  private record Part(Batch batch, NDArray termsTB) {}

  private final List<Part> parts = new ArrayList<>();
  private StepId step = new StepId(0, 0);

  /** Forgets the step before. */
  void begin(StepId id) {
    clear();
    step = id;
  }

  /** Takes over terms (4, B) of a micro-batch. */
  void add(Batch batch, NDArray termsTB) {
    parts.add(new Part(batch, termsTB));
  }

  /**
   * Reads the terms and frees them; the one place of a step that waits for the device.
   *
   * @param norms L2 norm of the gradient of each of {@code parameters}
   */
  StepOutcome outcome(
      LossWeights weights, int samples, List<Parameter> parameters, double[] norms) {
    Map<Term, Double> means = new EnumMap<>(Term.class);
    String fault = null;
    for (Part part : parts) {
      SampleTerms terms = SampleTerms.read(part.termsTB);
      for (Term term : Term.values()) {
        means.merge(term, terms.sum(term), Double::sum);
        fault = fault == null ? fault(terms, term, part.batch) : fault;
      }
    }
    clear();
    double loss = 0;
    for (Term term : Term.values()) {
      double mean = means.getOrDefault(term, 0.0) / samples;
      means.put(term, mean);
      loss += term.weight(weights) * mean;
    }
    double squares = 0;
    for (int i = 0; i < norms.length; i++) {
      squares += norms[i] * norms[i];
      if (fault == null && !Double.isFinite(norms[i])) {
        fault = said("the gradient of " + parameters.get(i).key(), norms[i]);
      }
    }
    return new StepOutcome(
        loss,
        means.getOrDefault(Term.REG, 0.0),
        means.getOrDefault(Term.RES, 0.0),
        means.getOrDefault(Term.VIS, 0.0),
        means.getOrDefault(Term.REL, 0.0),
        Math.sqrt(squares),
        fault);
  }

  private void clear() {
    parts.forEach(part -> part.termsTB.close());
    parts.clear();
  }

  private @Nullable String fault(SampleTerms terms, Term term, Batch batch) {
    for (int b = 0; b < terms.samples(); b++) {
      if (!Double.isFinite(terms.of(term, b))) {
        String what = "L_%s of sample %s".formatted(term.key(), batch.samples().get(b).id());
        return said(what, terms.of(term, b));
      }
    }
    return null;
  }

  private String said(String what, double value) {
    return "%s is %s in step %d of its stage, it must be finite"
        .formatted(what, value, step.step() + 1);
  }
}
