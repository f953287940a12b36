package org.docent.protocol.id;

import java.util.Comparator;

/**
 * One optimizer step of one stage.
 *
 * @param stage index of the stage in the run, from 0
 * @param step index of the step in its stage, from 0
 */
public record StepId(int stage, int step) implements Comparable<StepId> {

  private static final Comparator<StepId> ORDER =
      Comparator.comparingInt(StepId::stage).thenComparingInt(StepId::step);

  public StepId {
    Ids.requireNotNegative("stage", stage);
    Ids.requireNotNegative("step", step);
  }

  /** The step after this one in the same stage. */
  public StepId next() {
    return new StepId(stage, step + 1);
  }

  @Override
  public int compareTo(StepId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return stage + "/" + step;
  }
}
