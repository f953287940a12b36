package org.docent.model.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.docent.model.compute.TorchProgram;
import org.docent.model.data.Batch;
import org.docent.model.distill.TeacherForward;
import org.docent.model.distill.TeacherStates;
import org.docent.model.loss.OutputHead;
import org.docent.model.train.TrainingStep;
import org.docent.model.vlm.VisionLanguageModel;
import org.docent.protocol.failure.DocentException;
import org.jspecify.annotations.Nullable;

/** Teacher and student of a size with random weights, and the student's step. */
final class BenchPair implements AutoCloseable {

  private static final long MEGA = 1_000_000;

  private final NDManager manager;
  private final TorchProgram program;
  private final RandomWeights weights;
  private final VisionLanguageModel student;
  private final @Nullable VisionLanguageModel teacher;
  private final OutputHead teacherHead;
  private final TrainingStep step;

  private BenchPair(BenchSize size, BenchWork work, NDManager manager) {
    this.manager = manager;
    program = TorchProgram.load(manager);
    weights = new RandomWeights(manager, work.seed());
    student = weights.model(program, size.student());
    teacher = size.teacherBody() ? weights.model(program, size.teacher()) : null;
    int vocabulary = size.teacher().language().vocabSize();
    int width = size.teacher().language().hiddenSize();
    NDArray headVD = teacher == null ? weights.matrix(vocabulary, width) : teacher.head().value();
    teacherHead =
        OutputHead.ofTeacher(program, manager, headVD, size.student().language().vocabSize());
    step =
        new TrainingStep(
            student, manager, work.trainable(), work.objective(), work.optimizer(), teacherHead);
  }

  /**
   * Draws both on the device of {@code parent}.
   *
   * @throws DocentException before anything is drawn when they cannot fit in the machine's memory
   */
  static BenchPair draw(BenchSize size, BenchWork work, NDManager parent) {
    if (!parent.getDevice().isGpu()) {
      requireMemory(size, work);
    }
    NDManager manager = parent.newSubManager();
    manager.setName("bench");
    return new BenchPair(size, work, manager);
  }

  /** Whether the teacher is there, not its head alone. */
  boolean hasTeacher() {
    return teacher != null;
  }

  /** What the teacher says about a batch; random where its body is not there. */
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

  private static void requireMemory(BenchSize size, BenchWork work) {
    long needed = size.bytes(work.stage().moving());
    long available = ResidentMemory.available().orElse(Long.MAX_VALUE);
    if (needed > available) {
      throw DocentException.stop(
          "size %s in stage %s needs %,d MB for weights, gradients and moments alone and this machine has %,d MB available: take a smaller size or a machine with more memory"
              .formatted(size.name(), work.stage().key(), needed / MEGA, available / MEGA));
    }
  }
}
