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

/** A teacher whose signal is the first sample's index, counted up; sample 13 is corrupt. */
public final class CountingTeacher implements Teacher {

  private static final TeacherHead HEAD = Signals.head(3, 2, 0);

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
  public String fingerprint() {
    return "weights-1";
  }

  @Override
  public void close() {
    closed = true;
  }
}
