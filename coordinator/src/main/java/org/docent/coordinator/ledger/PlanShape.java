package org.docent.coordinator.ledger;

import org.docent.protocol.settings.BatchSettings;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.SavingSettings;
import org.docent.protocol.settings.ScheduleSettings;
import org.docent.protocol.settings.StageSettings;

/**
 * All that decides which samples each step of a stage takes.
 *
 * @param stage index of the stage in the run, from 0
 * @param samples the stage's data set
 * @param seed the run's seed
 * @param ranks data-parallel ranks that share each global batch
 */
public record PlanShape(
    int stage,
    StageSamples samples,
    long seed,
    SampleOrdering ordering,
    BatchSettings batch,
    ScheduleSettings schedule,
    SavingSettings saving,
    int ranks) {

  public PlanShape {
    require(stage >= 0, "stage", stage, "at least 0");
    require(ranks >= 1, "ranks", ranks, "at least 1");
    require(saving.saveSteps() >= 0, "save-steps", saving.saveSteps(), "at least 0");
    if (ordering == SampleOrdering.GROUPED && !samples.measured()) {
      throw new IllegalArgumentException(
          "stage " + stage + " groups samples by length, the lengths must be given");
    }
  }

  /** The shape of a configured stage for a student on one device. */
  public static PlanShape of(RunSettings run, int stage, StageSamples samples) {
    StageSettings settings = run.stage(stage);
    return new PlanShape(
        stage,
        samples,
        run.seed(),
        SampleOrdering.of(settings.data()),
        settings.batch(),
        settings.schedule(),
        settings.saving(),
        1);
  }

  /** Samples of a full global batch over all ranks. */
  int globalBatch() {
    return Math.multiplyExact(Math.multiplyExact(batch.microBatch(), batch.accumulation()), ranks);
  }

  /**
   * Where a rank's even share of samples begins; it ends where the next rank's begins.
   *
   * @param rank from 0 to {@code ranks()}, which stands for the end
   */
  int shareStart(int size, int rank) {
    return (int) ((long) size * rank / ranks);
  }

  private static void require(boolean holds, String what, int value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(what + " is " + value + ", must be " + rule);
    }
  }
}
