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
 * @param datasetSize samples in the stage's data set
 * @param seed the run's seed
 * @param ranks data-parallel ranks that share each global batch
 */
public record PlanShape(
    int stage,
    int datasetSize,
    long seed,
    boolean shuffle,
    BatchSettings batch,
    ScheduleSettings schedule,
    SavingSettings saving,
    int ranks) {

  public PlanShape {
    require(stage >= 0, "stage", stage, "at least 0");
    require(datasetSize >= 1, "the data set's size", datasetSize, "at least 1");
    require(ranks >= 1, "ranks", ranks, "at least 1");
    require(saving.saveSteps() >= 0, "save-steps", saving.saveSteps(), "at least 0");
  }

  /** The shape of a configured stage for a student on one device. */
  public static PlanShape of(RunSettings run, int stage, int datasetSize) {
    StageSettings settings = run.stage(stage);
    return new PlanShape(
        stage,
        datasetSize,
        run.seed(),
        settings.data().shuffle(),
        settings.batch(),
        settings.schedule(),
        settings.saving(),
        1);
  }

  /** Samples of a full global batch over all ranks. */
  int globalBatch() {
    return Math.multiplyExact(Math.multiplyExact(batch.microBatch(), batch.accumulation()), ranks);
  }

  private static void require(boolean holds, String what, int value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(what + " is " + value + ", must be " + rule);
    }
  }
}
