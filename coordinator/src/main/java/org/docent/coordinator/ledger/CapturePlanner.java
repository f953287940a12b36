package org.docent.coordinator.ledger;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.StepId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.plan.StepPlan;

/**
 * Plans the capture of a stage: the micro-batches that training it would take, each once, without
 * those that a store has, in steps of {@value #STEP_PARTS}. Where training takes a micro-batch does
 * not show in its signal, so a step here is only what is forced to the medium at a time.
 *
 * <p>Cost: 8 bytes a micro-batch, and while it is made the samples of all where epochs repeat.
 */
public final class CapturePlanner implements StepPlanner {

  private static final int STEP_PARTS = 16;
  private static final int STEPS_BETWEEN_CHECKPOINTS = 64;

  private final BatchPlanner training;
  private final long[] wanted;
  private final int covered;

  private CapturePlanner(BatchPlanner training, long[] wanted, int covered) {
    this.training = training;
    this.wanted = wanted;
    this.covered = covered;
  }

  /**
   * Plans what is missing.
   *
   * @param training plans the stage as it is trained
   * @param epochs passes over the data, as far as the stage goes
   */
  public static CapturePlanner of(
      BatchPlanner training, int epochs, Shard shard, StoredSignals stored) {
    int steps = (int) Math.min((long) epochs * training.stepsPerEpoch(), training.totalSteps());
    boolean repeats = steps > training.stepsPerEpoch();
    Set<List<Integer>> seen = new HashSet<>();
    LongStream.Builder wanted = LongStream.builder();
    int place = 0;
    int covered = 0;
    for (int step = 0; step < steps; step++) {
      List<MicroBatchPlan> parts = training.plan(step).parts();
      for (int part = 0; part < parts.size(); part++) {
        boolean first = !repeats || seen.add(parts.get(part).samples());
        if (first && shard.takes(place++)) {
          covered++;
          if (!stored.holds(parts.get(part))) {
            wanted.add(((long) step << Integer.SIZE) | part);
          }
        }
      }
    }
    return new CapturePlanner(training, wanted.build().toArray(), covered);
  }

  /** Nothing of a stage, which needs no teacher, say. */
  public static CapturePlanner nothing(BatchPlanner training) {
    return new CapturePlanner(training, new long[0], 0);
  }

  /** Micro-batches that are missing. */
  public int missing() {
    return wanted.length;
  }

  /** Micro-batches of the steps before one. */
  public int partsBefore(int step) {
    return Math.min(wanted.length, step * STEP_PARTS);
  }

  /** Micro-batches that will be there in the end, those that are there included. */
  public int covered() {
    return covered;
  }

  @Override
  public int stage() {
    return training.stage();
  }

  @Override
  public int totalSteps() {
    return (wanted.length + STEP_PARTS - 1) / STEP_PARTS;
  }

  @Override
  public StepPlan plan(int step) {
    if (step < 0 || step >= totalSteps()) {
      throw new IllegalArgumentException(
          "step is " + step + ", must be from 0 to " + (totalSteps() - 1));
    }
    List<MicroBatchPlan> parts = new ArrayList<>();
    int samples = 0;
    int end = Math.min(wanted.length, (step + 1) * STEP_PARTS);
    for (int at = step * STEP_PARTS; at < end; at++) {
      List<Integer> indices = samplesOf(wanted[at]);
      parts.add(new MicroBatchPlan(new MicroBatchId(stage(), step, 0, parts.size()), indices));
      samples += indices.size();
    }
    boolean checkpoint = end == wanted.length || (step + 1) % STEPS_BETWEEN_CHECKPOINTS == 0;
    return new StepPlan(new StepId(stage(), step), samples, parts, checkpoint);
  }

  private List<Integer> samplesOf(long place) {
    return training.plan((int) (place >>> Integer.SIZE)).parts().get((int) place).samples();
  }
}
