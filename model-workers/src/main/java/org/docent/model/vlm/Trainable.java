package org.docent.model.vlm;

import java.util.Set;
import org.docent.protocol.settings.TuningSettings;

/**
 * What of a model is differentiated, and how.
 *
 * @param parts what moves; the rest is frozen
 * @param recomputing whether the forward pass keeps each layer's input alone and the backward pass
 *     runs the layer again: the same gradients in less memory, for one more forward pass
 */
public record Trainable(Set<Part> parts, boolean recomputing) {

  public Trainable {
    parts = Set.copyOf(parts);
  }

  /** What a stage says. */
  public static Trainable of(TuningSettings tuning) {
    return new Trainable(Part.trainedBy(tuning), tuning.gradientCheckpointing());
  }

  boolean has(Part part) {
    return parts.contains(part);
  }
}
