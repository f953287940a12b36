package org.docent.coordinator.stage;

import org.docent.protocol.id.StepId;
import org.jspecify.annotations.Nullable;

/** What a transition asks for. */
public sealed interface Effect {

  /**
   * The student begins, or goes on in, a stage.
   *
   * @param at one past the stage's last step when only the weights are wanted
   */
  record BeginStage(StepId at, @Nullable String checkpoint) implements Effect {}

  /** The student finishes its step, commits and takes no further one. */
  record AskForCheckpoint() implements Effect {}

  /** The student writes the final model. */
  record AskForModel() implements Effect {}

  /** Everybody goes home and the observers hear the outcome. */
  record EndRun(RunState outcome) implements Effect {}
}
