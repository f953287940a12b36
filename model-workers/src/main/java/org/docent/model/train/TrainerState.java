package org.docent.model.train;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import java.util.SortedSet;
import org.docent.model.checkpoint.JsonFile;
import org.jspecify.annotations.Nullable;

/**
 * {@code trainer_state.json}: where the trainer of a stage stands.
 *
 * @param optimizerSteps steps the optimizer took; fewer than {@code nextStep} where steps were
 *     skipped
 * @param learningRate the rate of the next step
 * @param skipped samples of this stage left out as corrupt, by index
 * @param bestMetric value of the stage's best checkpoint so far; null where none is chosen
 * @param bestModelCheckpoint name of that checkpoint's folder, beside this one or this one itself
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TrainerState(
    String stage,
    int nextStep,
    int totalSteps,
    int optimizerSteps,
    double learningRate,
    SortedSet<Integer> skipped,
    @Nullable Double bestMetric,
    @Nullable String bestModelCheckpoint) {

  static final String FILE = "trainer_state.json";

  /** Whether it was written after the stage's last step. */
  boolean endsStage() {
    return nextStep == totalSteps;
  }

  /** The best checkpoint so far. */
  @Nullable BestCheckpoint best() {
    return bestMetric == null || bestModelCheckpoint == null
        ? null
        : new BestCheckpoint(bestMetric, bestModelCheckpoint);
  }

  void write(Path folder) {
    JsonFile.write(folder.resolve(FILE), this);
  }

  static TrainerState read(Path folder) {
    return JsonFile.read(folder.resolve(FILE), TrainerState.class);
  }
}
