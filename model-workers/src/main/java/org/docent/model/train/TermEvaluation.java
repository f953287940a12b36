package org.docent.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.docent.model.data.Batch;
import org.docent.model.loss.DistillationObjective;
import org.docent.model.loss.OutputHead;
import org.docent.model.loss.SampleTerms;
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

  /** Compares with {@code teacher}, whose head stays its owner's; absent when no term needs one. */
  public TermEvaluation(
      VisionLanguageModel student,
      NDManager parent,
      ObjectiveSettings objective,
      @Nullable OutputHead teacher) {
    this.student = student;
    this.manager = parent.newSubManager();
    manager.setName("term-evaluation");
    this.head =
        OutputHead.ofStudent(
            student.program(),
            manager,
            student.head().value(),
            student.precision().products(),
            teacher);
    this.objective = new DistillationObjective(student.program(), objective, head, teacher);
  }

  /** The terms of each sample; {@code teacherHidden} as in {@link TrainingStep#accumulate}. */
  public SampleTerms terms(Batch batch, @Nullable NDArray teacherHidden) {
    if (batch.responseRows().length + batch.visualRows().length == 0) {
      return SampleTerms.none(batch.samples().size());
    }
    try (NDManager scope = manager.newSubManager();
        BatchTensors tensors = new BatchTensors(student.program(), scope, batch)) {
      return objective.evaluate(student.hidden(tensors, scope), tensors, teacherHidden, 1, null);
    }
  }

  @Override
  public void close() {
    head.close();
    manager.close();
  }
}
