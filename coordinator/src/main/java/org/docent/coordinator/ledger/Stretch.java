package org.docent.coordinator.ledger;

import java.util.function.IntUnaryOperator;
import org.docent.protocol.plan.StepPlan;

/**
 * Consecutive micro-batches from the beginning of a step on: those of whole steps, and maybe the
 * first few of one more.
 *
 * @param start the step it begins with
 * @param step the step before which it ends, but for {@code parts} of that step
 * @param parts micro-batches of {@code step} that belong to it
 * @param count all its micro-batches
 */
record Stretch(int start, int step, int parts, int count) {

  /** Nothing yet of what begins there. */
  static Stretch at(int start) {
    return new Stretch(start, start, 0, 0);
  }

  /** Whether it has all from {@code later} on that a shorter one beginning there would have. */
  boolean reaches(int later) {
    return start <= later && (later < step || (later == step && parts > 0));
  }

  /**
   * The rest of it from a later step on that it reaches.
   *
   * @param partsOf how many micro-batches each of its steps has
   */
  Stretch from(int later, IntUnaryOperator partsOf) {
    int left = count;
    for (int passed = start; passed < later; passed++) {
      left -= partsOf.applyAsInt(passed);
    }
    return new Stretch(later, step, parts, left);
  }

  /** The same with so many more of the plan of {@code step}. */
  Stretch plus(StepPlan plan, int more) {
    boolean whole = parts + more == plan.parts().size();
    return new Stretch(start, whole ? step + 1 : step, whole ? 0 : parts + more, count + more);
  }

  /** The last step of which it has anything; the one before its start when it is empty. */
  int lastStep() {
    return parts > 0 ? step : step - 1;
  }
}
