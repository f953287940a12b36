package org.docent.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import org.docent.model.compute.TorchProgram;
import org.docent.model.data.Batch;
import org.docent.model.distill.TeacherForward;
import org.docent.model.distill.TeacherStates;
import org.docent.model.golden.GoldenCase;
import org.docent.model.loss.Comparison;
import org.docent.model.loss.OutputHead;
import org.docent.model.vlm.Parameter;
import org.docent.model.vlm.Part;
import org.docent.model.vlm.Trainable;
import org.docent.model.vlm.VisionLanguageModel;
import org.docent.protocol.id.StepId;
import org.docent.protocol.plan.Divergence;
import org.docent.protocol.plan.LossWeights;
import org.docent.protocol.settings.ObjectiveSettings;
import org.docent.protocol.settings.OptimizerSettings;

/** A student, its teacher and a training step between them. */
final class TrainingBench implements AutoCloseable {
  private static final ObjectiveSettings OBJECTIVE =
      new ObjectiveSettings(new LossWeights(1, 1, 1, 0.5), Divergence.FORWARD_KL, 0.1, 1, 5);

  final GoldenCase golden;
  final VisionLanguageModel student;
  final VisionLanguageModel teacher;
  final OutputHead head;
  final TrainingStep step;
  private final NDManager manager;

  TrainingBench(
      TorchProgram program,
      NDManager manager,
      String name,
      Set<Part> trainable,
      OptimizerSettings optimizer)
      throws IOException {
    this(program, manager, name, new Trainable(trainable, false), optimizer);
  }

  TrainingBench(
      TorchProgram program,
      NDManager manager,
      String name,
      Trainable trainable,
      OptimizerSettings optimizer)
      throws IOException {
    this(program, manager, new GoldenCase(program, manager, name), trainable, optimizer);
  }

  private TrainingBench(
      TorchProgram program,
      NDManager manager,
      GoldenCase golden,
      Trainable trainable,
      OptimizerSettings optimizer) {
    this(program, manager, golden, golden.student(), golden.teacher(), trainable, optimizer);
  }

  TrainingBench(
      TorchProgram program,
      NDManager manager,
      GoldenCase golden,
      VisionLanguageModel student,
      VisionLanguageModel teacher,
      Trainable trainable,
      OptimizerSettings optimizer) {
    this.manager = manager;
    this.golden = golden;
    this.student = student;
    this.teacher = teacher;
    this.head =
        OutputHead.ofTeacher(
            program, manager, teacher.head().value(), student.config().language().vocabSize());
    this.step =
        new TrainingStep(student, manager, trainable, OBJECTIVE, optimizer, Comparison.with(head));
  }

  NDArray says(Batch batch, NDManager owner) {
    return new TeacherForward(teacher).hidden(batch, owner);
  }

  StepOutcome step(int k, double rate, int samplesPerPart) {
    step.begin(new StepId(0, k), 4);
    for (int from = 0; from < 4; from += samplesPerPart) {
      Batch part = golden.batch(from, from + samplesPerPart);
      try (NDManager scope = manager.newSubManager()) {
        step.accumulate(part, TeacherStates.of(says(part, scope)).targets(part));
      }
    }
    return step.finish(rate);
  }

  @Override
  public void close() {
    step.close();
    head.close();
    student.close();
    teacher.close();
  }

  /** The parts that move under a golden setup's name. */
  static Set<Part> setup(String name) {
    return switch (name) {
      case "connector" -> EnumSet.of(Part.CONNECTOR);
      case "connector-language" -> EnumSet.of(Part.CONNECTOR, Part.LANGUAGE_MODEL);
      case "all" -> EnumSet.allOf(Part.class);
      default -> throw new IllegalArgumentException(name);
    };
  }

  static String goldenName(Parameter parameter) {
    return parameter
        .key()
        .replace("vision_tower/", "vision/")
        .replace("language_model/", "language/");
  }
}
