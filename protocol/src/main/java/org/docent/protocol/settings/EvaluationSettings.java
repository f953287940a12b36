package org.docent.protocol.settings;

import java.nio.file.Path;

/**
 * How often a stage's student is tried on records it does not train on; once more at its end.
 *
 * @param steps steps between
 * @param dataPath the records, LLaVA JSON, read as the stage's own are
 */
public record EvaluationSettings(int steps, Path dataPath) {

  public EvaluationSettings {
    Rules.requireAtLeast(1, "eval-steps", steps);
  }

  /**
   * Whether it is time after a step.
   *
   * @param done steps of the stage that are done
   * @param total steps it has
   */
  public boolean isDue(int done, int total) {
    return done % steps == 0 || done == total;
  }
}
