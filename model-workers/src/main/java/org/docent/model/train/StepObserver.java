package org.docent.model.train;

/** Hears where a training step stands, on the device's thread. */
@FunctionalInterface
public interface StepObserver {

  /** Hears nothing. */
  StepObserver NONE = phase -> {};

  /**
   * The step leaves what it did and goes on with {@code phase}; an asynchronous device may still be
   * busy with what was before.
   */
  void enters(StepPhase phase);
}
