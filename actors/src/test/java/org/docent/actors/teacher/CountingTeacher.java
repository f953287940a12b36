package org.docent.actors.teacher;

import java.util.ArrayList;
import java.util.List;
import org.docent.actors.stream.Signals;
import org.docent.model.distill.Signal;
import org.docent.model.distill.Teacher;
import org.docent.model.distill.TeacherHead;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.settings.Dtype;
import org.docent.protocol.teacher.CanaryScore;
import org.docent.protocol.teacher.TeacherCredentials;
import org.docent.protocol.teacher.TeacherFacts;

/** A teacher whose signal is the first sample's index, counted up; sample 13 is corrupt. */
public final class CountingTeacher implements Teacher {

  private static final TeacherHead HEAD = Signals.head(3, 2, 0);

  /** What every counting teacher shows. */
  static final TeacherCredentials CREDENTIALS =
      new TeacherCredentials(
          new TeacherFacts(
              "weights-1",
              "tokens-1",
              new TeacherFacts.Preprocessing(8, "patch", 1, 3),
              "of version 3",
              "0.1.0",
              new TeacherFacts.HeldAs(Dtype.FLOAT32, Dtype.FLOAT32)),
          new CanaryScore(List.of(1f, 2f, 3f, 4f, 5f)));

  final List<MicroBatchId> computed = new ArrayList<>();
  boolean closed;

  @Override
  public Signal compute(MicroBatchPlan plan) {
    computed.add(plan.id());
    int first = plan.samples().get(0);
    if (first == 13) {
      throw DocentException.skip("sample 13 is corrupt");
    }
    if (first == 14) {
      throw new IllegalStateException("sample 14 broke the teacher");
    }
    return Signals.counting(plan.id(), plan.samples().size(), 2, first);
  }

  @Override
  public TeacherHead head() {
    return HEAD;
  }

  @Override
  public TeacherFacts facts() {
    return CREDENTIALS.facts();
  }

  @Override
  public CanaryScore canary(MicroBatchPlan plan) {
    computed.add(plan.id());
    if (plan.samples().get(0) == 13) {
      throw DocentException.skip("sample 13 is corrupt");
    }
    return CREDENTIALS.canary();
  }

  @Override
  public void close() {
    closed = true;
  }
}
