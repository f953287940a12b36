package org.docent.actors.student;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.docent.model.distill.Signal;
import org.docent.model.distill.TeacherHead;
import org.docent.model.train.StagedCheckpoint;
import org.docent.model.train.Student;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.StepId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.plan.StageStart;
import org.docent.protocol.plan.StepReport;
import org.jspecify.annotations.Nullable;

/**
 * A student with one weight w: a micro-batch's gradient is the sum of its samples and its signal's
 * values, and a step sets w = 2w + gradient / samples, so that order shows.
 */
public final class AddingStudent implements Student {

  /** A signal that begins with this cannot be used. */
  static final float UNUSABLE = -1;

  /** What was called, in order. */
  public final List<String> calls = new ArrayList<>();

  /** How often the model cannot be written. */
  int modelFailures;

  double weight;
  private final @Nullable HandCrankedDisk disk;
  private double gradient;
  private int samples = 1;

  /** One whose checkpoints are committed at once. */
  public AddingStudent() {
    this(null);
  }

  /** One whose checkpoints that disk takes. */
  AddingStudent(@Nullable HandCrankedDisk disk) {
    this.disk = disk;
  }

  @Override
  public void beginStage(StageStart start, @Nullable Path checkpoint) {
    calls.add("begin " + start.next() + " from " + checkpoint);
    gradient = 0;
  }

  @Override
  public void teacherHead(TeacherHead head) {
    calls.add("head " + head.vocabulary());
  }

  @Override
  public void accumulate(MicroBatchPlan plan, int stepSamples, @Nullable Signal signal) {
    if (signal != null && signal.payload().getFloat(0) == UNUSABLE) {
      calls.add("refuse " + plan.id());
      throw DocentException.retry("its first value is " + UNUSABLE);
    }
    calls.add("add " + plan.id());
    samples = stepSamples;
    for (int sample : plan.samples()) {
      if (sample == 13) {
        throw DocentException.stop("sample 13 gave a loss of NaN");
      }
      gradient += sample;
    }
    if (signal != null) {
      ByteBuffer values = signal.payload().duplicate().order(ByteOrder.LITTLE_ENDIAN);
      while (values.hasRemaining()) {
        gradient += values.getFloat();
      }
    }
  }

  @Override
  public StepReport finishStep(StepId step) {
    calls.add("finish " + step);
    weight = 2 * weight + gradient / samples;
    gradient = 0;
    return new StepReport(weight, 0, 0, 0, 0, 1, 0.1, 0.1, samples, 0, List.of(), null, 0, 0);
  }

  @Override
  public StagedCheckpoint stageCheckpoint(StepId next, boolean goesOn) {
    calls.add("checkpoint " + next + (goesOn ? "" : ", the last"));
    HandCrankedDisk slow = disk;
    return slow == null
        ? StagedCheckpoint.committed(Path.of("run", "checkpoint-" + next.step()))
        : slow::write;
  }

  @Override
  public Path saveModel() {
    calls.add("model");
    if (modelFailures-- > 0) {
      throw DocentException.stop("the disk is full", new IOException("No space left on device"));
    }
    return Path.of("run", "model");
  }

  @Override
  public void close() {
    calls.add("close");
  }
}
