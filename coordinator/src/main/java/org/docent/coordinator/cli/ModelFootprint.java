package org.docent.coordinator.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.docent.model.vlm.Part;
import org.docent.model.vlm.VlmConfig;
import org.docent.protocol.settings.StageSettings;

/**
 * What a model weighs.
 *
 * @param trainable parameters that move
 * @param frozen parameters that stay
 */
record ModelFootprint(long trainable, long frozen) {

  /** A trained parameter is held four times: weight, gradient and AdamW's two moments. */
  private static final int COPIES_OF_TRAINABLE = 4;

  static ModelFootprint ofTeacher(VlmConfig config) {
    return of(config, Set.of());
  }

  static ModelFootprint ofStudent(VlmConfig config, StageSettings stage) {
    return of(config, Part.trainedBy(stage.tuning()));
  }

  private static ModelFootprint of(VlmConfig config, Set<Part> moving) {
    long trainable = 0;
    long frozen = 0;
    for (Part part : Part.values()) {
      long parameters =
          config.parameterShapes(part).values().stream()
              .mapToLong(shape -> Arrays.stream(shape).reduce(1, (a, b) -> a * b))
              .sum();
      if (moving.contains(part)) {
        trainable += parameters;
      } else {
        frozen += parameters;
      }
    }
    return new ModelFootprint(trainable, frozen);
  }

  /** Bytes of weights, gradients and optimizer state, float32; activations come on top. */
  long bytes() {
    return Float.BYTES * (COPIES_OF_TRAINABLE * trainable + frozen);
  }

  String describe() {
    return trainable == 0 ? describeFrozen() : describeTraining();
  }

  private String describeFrozen() {
    return String.format(
        Locale.ROOT,
        "%,d parameters, all frozen; %.1f MiB of weights, activations on top",
        frozen,
        bytes() / (double) (1 << 20));
  }

  private String describeTraining() {
    return String.format(
        Locale.ROOT,
        "%,d parameters trainable, %,d frozen; %.1f MiB for weights, gradients and optimizer, activations on top",
        trainable,
        frozen,
        bytes() / (double) (1 << 20));
  }
}
