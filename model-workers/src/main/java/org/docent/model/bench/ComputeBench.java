package org.docent.model.bench;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.docent.model.data.Batch;
import org.docent.model.distill.TeacherStates;
import org.docent.model.train.StepOutcome;
import org.docent.model.vlm.Precision;
import org.docent.protocol.id.StepId;
import org.jspecify.annotations.Nullable;

/**
 * Measures a size: the student's step alone on hidden states that are given, then teacher and
 * student in turn on the same device, as when they share it. Used on the device's thread only.
 */
public final class ComputeBench {

  private static final double LEARNING_RATE = 2e-5;

  private final BenchSize size;
  private final BenchWork work;
  private final BenchPair pair;
  private final BenchClock clock;
  private final List<Batch> batches = new ArrayList<>();
  private int stepsTaken;

  private ComputeBench(BenchSize size, BenchWork work, BenchPair pair, BenchClock clock) {
    this.size = size;
    this.work = work;
    this.pair = pair;
    this.clock = clock;
    RandomBatches random = new RandomBatches(size, work.seed());
    for (int first = 0; first < work.samples(); first += work.microBatch()) {
      batches.add(random.next(work.samplesFrom(first)));
    }
  }

  /**
   * Draws the models on the device of {@code parent} and measures.
   *
   * @throws org.docent.protocol.failure.DocentException when the machine's memory is too small
   */
  public static ComputeReport run(
      BenchSize size, BenchWork work, NDManager parent, BenchClock clock) {
    try (BenchPair pair = BenchPair.draw(size, work, parent)) {
      return new ComputeBench(size, work, pair, clock).measure();
    }
  }

  private ComputeReport measure() {
    OptionalLong loaded = ResidentMemory.now();
    List<StepTiming> steps = new ArrayList<>();
    StepOutcome outcome = studentSteps(steps);
    List<CoLocatedTiming> together = pair.hasTeacher() ? coLocatedSteps() : List.of();
    return new ComputeReport(
        size.name(),
        work,
        clock.name(),
        dtype(),
        JniUtils.getNumThreads(),
        SampleShape.of(size),
        StepTiming.median(steps),
        steps,
        CoLocatedTiming.median(together).orElse(null),
        together,
        outcome.loss(),
        outcome.gradNorm(),
        orNull(loaded),
        orNull(ResidentMemory.peak()));
  }

  /** The student alone; the teacher speaks once, before anything is measured. */
  private StepOutcome studentSteps(List<StepTiming> timings) {
    StepStopwatch stopwatch = new StepStopwatch(clock.nanos());
    try (NDManager given = pair.manager().newSubManager()) {
      List<TeacherStates> said = batches.stream().map(batch -> pair.says(batch, given)).toList();
      for (int i = 0; i < work.warmup(); i++) {
        step(said);
      }
      pair.step().observeBy(stopwatch);
      StepOutcome outcome = step(said);
      timings.add(stopwatch.stop());
      for (int i = 1; i < work.steps(); i++) {
        outcome = step(said);
        timings.add(stopwatch.stop());
      }
      return outcome;
    }
  }

  private StepOutcome step(List<TeacherStates> said) {
    begin();
    for (int i = 0; i < batches.size(); i++) {
      pair.step().accumulate(batches.get(i), said.get(i).targets(batches.get(i)));
    }
    return pair.step().finish(LEARNING_RATE);
  }

  private List<CoLocatedTiming> coLocatedSteps() {
    List<CoLocatedTiming> timings = new ArrayList<>();
    for (int i = 0; i < work.steps(); i++) {
      timings.add(coLocatedStep());
    }
    return timings;
  }

  private CoLocatedTiming coLocatedStep() {
    long begun = now();
    long teaching = 0;
    begin();
    for (Batch batch : batches) {
      try (NDManager scope = pair.manager().newSubManager()) {
        long asked = now();
        TeacherStates said = pair.saysBeside(batch, scope);
        teaching += now() - asked;
        pair.step().accumulate(batch, said.targets(batch));
      }
    }
    pair.step().finish(LEARNING_RATE);
    return new CoLocatedTiming((now() - begun) / 1e9, teaching / 1e9);
  }

  private String dtype() {
    Precision precision = Precision.of(work.precision(), pair.manager().getDevice());
    return precision.frozen() == precision.products()
        ? precision.products().key()
        : "%s in %s".formatted(precision.products().key(), precision.frozen().key());
  }

  private long now() {
    return clock.nanos().getAsLong();
  }

  private void begin() {
    pair.step().begin(new StepId(0, stepsTaken++), work.samples());
  }

  private static @Nullable Long orNull(OptionalLong bytes) {
    return bytes.isPresent() ? bytes.getAsLong() : null;
  }
}
