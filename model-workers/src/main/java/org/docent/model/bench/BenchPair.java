package org.docent.model.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Set;
import org.docent.model.compute.TorchProgram;
import org.docent.model.data.Batch;
import org.docent.model.distill.TeacherForward;
import org.docent.model.distill.TeacherStates;
import org.docent.model.loss.Comparison;
import org.docent.model.loss.OutputHead;
import org.docent.model.memory.MemoryCheck;
import org.docent.model.train.TrainingStep;
import org.docent.model.vlm.Precision;
import org.docent.model.vlm.VisionLanguageModel;
import org.docent.protocol.failure.DocentException;
import org.jspecify.annotations.Nullable;

/** Teacher and student of a size with random weights, and the student's step. */
final class BenchPair implements AutoCloseable {

  private final NDManager manager;
  private final TorchProgram program;
  private final RandomWeights weights;
  private final VisionLanguageModel student;
  private final @Nullable VisionLanguageModel teacher;
  private final OutputHead teacherHead;
  private final boolean sharesVision;
  private final TrainingStep step;

  private BenchPair(BenchSize size, BenchWork work, NDManager manager) {
    this.manager = manager;
    program = TorchProgram.load(manager);
    Precision precision = Precision.of(work.precision(), manager.getDevice());
    sharesVision = work.sharesVision();
    weights = new RandomWeights(program, manager, precision, work.seed());
    student = weights.model(size.student(), work.stage().moving());
    teacher = size.teacherBody() ? weights.model(size.teacher(), Set.of()) : null;
    int vocabulary = size.teacher().language().vocabSize();
    int width = size.teacher().language().hiddenSize();
    NDArray headVD = teacher == null ? weights.matrix(vocabulary, width) : teacher.head().value();
    teacherHead =
        OutputHead.ofTeacher(
            program, manager, headVD, size.student().language().vocabSize(), precision.products());
    step =
        new TrainingStep(
            student,
            manager,
            work.trainable(),
            work.objective(),
            work.optimizer(),
            Comparison.with(teacherHead));
  }

  /**
   * Draws both on the device of {@code parent}.
   *
   * @throws DocentException before anything is drawn when they cannot fit in the machine's memory
   */
  static BenchPair draw(BenchSize size, BenchWork work, NDManager parent) {
    MemoryCheck.require(
        "size %s in stage %s".formatted(size.name(), work.stage().key()),
        size.need(work.stage().moving(), work.precision().dtype()),
        !parent.getDevice().isGpu(),
        "take a smaller size, --dtype bf16 or a machine with more");
    NDManager manager = parent.newSubManager();
    manager.setName("bench");
    return new BenchPair(size, work, manager);
  }

  /** Whether the teacher is there, not its head alone. */
  boolean hasTeacher() {
    return teacher != null;
  }

  /** What the teacher says about a batch beside the student, the tower's features where shared. */
  TeacherStates saysBeside(Batch batch, NDManager owner) {
    return teacher != null && sharesVision
        ? new TeacherForward(teacher).withFeatures(batch, owner)
        : says(batch, owner);
  }

  /** What the teacher says about a batch from elsewhere; random where its body is not there. */
  TeacherStates says(Batch batch, NDManager owner) {
    if (teacher != null) {
      return TeacherStates.of(new TeacherForward(teacher).hidden(batch, owner));
    }
    NDArray hiddenSD =
        weights.hidden(
            batch.responseRows().length + batch.visualRows().length,
            teacherHead.matrix().getShape().get(1));
    hiddenSD.attach(owner);
    return TeacherStates.of(hiddenSD);
  }

  VisionLanguageModel student() {
    return student;
  }

  /** The student's step. */
  TrainingStep step() {
    return step;
  }

  /** Owns what lives as long as the models. */
  NDManager manager() {
    return manager;
  }

  @Override
  public void close() {
    step.close();
    teacherHead.close();
    student.close();
    if (teacher != null) {
      teacher.close();
    }
    program.close();
    manager.close();
  }
}
