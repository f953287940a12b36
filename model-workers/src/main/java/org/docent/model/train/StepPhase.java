package org.docent.model.train;

import java.util.Locale;

/** What a training step does with its time. */
public enum StepPhase {
  /** A micro-batch onto the device and through the student. */
  FORWARD,
  /** The terms and their gradient with respect to hidden states and head. */
  LOSSES,
  /** From the hidden states back to every parameter. */
  BACKWARD,
  /** Gradients to zero, the relation's share of the head, clipping, AdamW. */
  OPTIMIZER;

  /** The name in reports: {@code forward}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
