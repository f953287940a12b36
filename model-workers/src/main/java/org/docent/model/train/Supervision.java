package org.docent.model.train;

import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.StepId;
import org.docent.protocol.settings.StageSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a stage has anything to learn from. Where every label is masked, L_reg and L_res are 0
 * and look like success; a stage of these two alone is stopped when its first steps were all so.
 */
final class Supervision {

  private static final Logger log = LoggerFactory.getLogger(Supervision.class);

  /** Steps that may pass: a small batch can be without a target by chance, so many cannot. */
  private static final int PATIENCE_STEPS = 16;

  private final String stage;
  private final boolean nothingElse;
  private final int patience;
  private int steps;
  private long rowsInStep;
  private boolean found;
  private boolean told;

  Supervision(StageSettings stage, int totalSteps) {
    this.stage = stage.name();
    this.nothingElse = stage.weights().vis() == 0 && stage.weights().rel() == 0;
    this.patience = Math.min(PATIENCE_STEPS, totalSteps);
  }

  /** Rows of a micro-batch that have a target. */
  void add(int rows) {
    rowsInStep += rows;
  }

  /**
   * All micro-batches of a step are in.
   *
   * @throws DocentException STOP_RUN when nothing was supervised for too long
   */
  void endStep(StepId step, int samples) {
    found |= rowsInStep > 0;
    if (rowsInStep == 0 && !told) {
      told = true;
      log.warn(
          "none of the {} samples of step {} of stage {} has a supervised token: L_reg and L_res are 0; said once a stage",
          samples,
          step.step() + 1,
          stage);
    }
    rowsInStep = 0;
    steps++;
    if (!found && nothingElse && steps >= patience) {
      throw DocentException.stop(
          "no sample of the first %d steps of stage %s has a supervised token, so there is nothing to learn: look at them with docent inspect, and raise model-max-length if they are cut or choose the conv-version that fits the model"
              .formatted(steps, stage));
    }
  }
}
