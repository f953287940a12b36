package org.docent.tests.testkit;

import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;
import org.docent.model.distill.Signal;
import org.docent.model.distill.Teacher;
import org.docent.model.distill.TeacherHead;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.teacher.CanaryScore;
import org.docent.protocol.teacher.TeacherFacts;

/**
 * A real teacher that is watched, or of which something is wrong.
 *
 * @param canaryFactor by which all it shows of the canary is multiplied
 * @param work what it does instead of a micro-batch that it is given
 * @param spoilt what becomes of a signal
 */
public record DisguisedTeacher(
    Teacher real,
    float canaryFactor,
    UnaryOperator<MicroBatchPlan> work,
    UnaryOperator<Signal> spoilt)
    implements Teacher {

  /** One with nothing wrong that notes what it computes. */
  public static Teacher thatCounts(Teacher real, Collection<MicroBatchId> computed) {
    return new DisguisedTeacher(
        real,
        1,
        plan -> {
          computed.add(plan.id());
          return plan;
        },
        signal -> signal);
  }

  /** One whose device computes another canary. */
  public static Teacher withAnotherCanary(Teacher real) {
    return new DisguisedTeacher(real, 1.5f, plan -> plan, signal -> signal);
  }

  /** One that proves itself well and then reads the wrong samples. */
  public static Teacher thatReadsOtherSamples(Teacher real) {
    return new DisguisedTeacher(
        real,
        1,
        plan ->
            new MicroBatchPlan(
                plan.id(), plan.samples().stream().map(i -> i == 0 ? 1 : i - 1).toList()),
        signal -> signal);
  }

  /** One that proves itself well and then has a number in each signal that is none. */
  public static Teacher thatComputesNoNumber(Teacher real) {
    return new DisguisedTeacher(
        real,
        1,
        plan -> plan,
        signal -> {
          signal.payload().putFloat(0, Float.NaN);
          return signal;
        });
  }

  @Override
  public Signal compute(MicroBatchPlan plan) {
    return spoilt.apply(real.compute(work.apply(plan)));
  }

  @Override
  public TeacherHead head() {
    return real.head();
  }

  @Override
  public TeacherFacts facts() {
    return real.facts();
  }

  @Override
  public CanaryScore canary(MicroBatchPlan plan) {
    List<Float> values =
        real.canary(plan).values().stream().map(value -> canaryFactor * value).toList();
    return new CanaryScore(values);
  }

  @Override
  public void close() {
    real.close();
  }
}
