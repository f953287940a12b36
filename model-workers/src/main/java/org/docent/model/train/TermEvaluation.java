package org.docent.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.docent.model.data.Batch;
import org.docent.model.loss.Comparison;
import org.docent.model.loss.DistillationObjective;
import org.docent.model.loss.OutputHead;
import org.docent.model.loss.SampleTerms;
import org.docent.model.loss.TeacherTargets;
import org.docent.model.vlm.BatchTensors;
import org.docent.model.vlm.VisionLanguageModel;
import org.docent.protocol.settings.ObjectiveSettings;
import org.jspecify.annotations.Nullable;

/** What each loss of each sample is, without training: no graph, no gradient, nothing refused. */
public final class TermEvaluation implements AutoCloseable {

  private final VisionLanguageModel student;
  private final NDManager manager;
  private final OutputHead head;
  private final DistillationObjective objective;

  /** Compares over {@code comparison}; absent when no term needs a teacher. */
  public TermEvaluation(
      VisionLanguageModel student,
      NDManager parent,
      ObjectiveSettings objective,
      @Nullable Comparison comparison) {
    this.student = student;
    this.manager = parent.newSubManager();
    manager.setName("term-evaluation");
    this.head =
        OutputHead.ofStudent(
            student.program(),
            manager,
            student.head().value(),
            student.precision().products(),
            comparison);
    this.objective =
        new DistillationObjective(
            student.program(), objective, head, comparison == null ? null : comparison.teacher());
  }

  /** The terms of each sample; {@code teacher} as in {@link TrainingStep#accumulate}. */
  public SampleTerms terms(Batch batch, @Nullable TeacherTargets teacher) {
    if (batch.responseRows().length + batch.visualRows().length == 0) {
      return SampleTerms.none(batch.samples().size());
    }
    try (NDManager scope = manager.newSubManager();
        BatchTensors tensors = new BatchTensors(student.program(), scope, batch)) {
      return terms(student.hidden(tensors, scope), tensors, teacher);
    }
  }

  /** The same from hidden states (B*T, D) that are there. */
  SampleTerms terms(NDArray hidden, BatchTensors tensors, @Nullable TeacherTargets teacher) {
    return objective.evaluate(hidden, tensors, teacher, 1, null);
  }

  @Override
  public void close() {
    head.close();
    manager.close();
  }
}
