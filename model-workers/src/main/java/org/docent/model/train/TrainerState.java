package org.docent.model.train;

import java.nio.file.Path;
import java.util.SortedSet;
import org.docent.model.checkpoint.JsonFile;

/**
 * {@code trainer_state.json}: where the trainer of a stage stands.
 *
 * @param optimizerSteps steps the optimizer took; fewer than {@code nextStep} where steps were
 *     skipped
 * @param learningRate the rate of the next step
 * @param skipped samples of this stage left out as corrupt, by index
 */
record TrainerState(
    String stage,
    int nextStep,
    int totalSteps,
    int optimizerSteps,
    double learningRate,
    SortedSet<Integer> skipped) {

  static final String FILE = "trainer_state.json";

  /** Whether it was written after the stage's last step. */
  boolean endsStage() {
    return nextStep == totalSteps;
  }

  void write(Path folder) {
    JsonFile.write(folder.resolve(FILE), this);
  }

  static TrainerState read(Path folder) {
    return JsonFile.read(folder.resolve(FILE), TrainerState.class);
  }
}
