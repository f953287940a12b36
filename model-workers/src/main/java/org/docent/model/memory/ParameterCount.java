package org.docent.model.memory;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.docent.model.vlm.Part;
import org.docent.model.vlm.VlmConfig;

/**
 * Parameters of a model that run.
 *
 * @param trainable those that move
 * @param frozen those that stay
 */
public record ParameterCount(long trainable, long frozen) {

  /** Counts those of {@code config}, of which the parts {@code moving} are trained. */
  public static ParameterCount of(VlmConfig config, Set<Part> moving) {
    long trainable = 0;
    long frozen = 0;
    for (Part part : Part.values()) {
      if (moving.contains(part)) {
        trainable += of(config, part);
      } else {
        frozen += of(config, part);
      }
    }
    return new ParameterCount(trainable, frozen);
  }

  /** Those of one part. */
  public static long of(VlmConfig config, Part part) {
    return config.parameterShapes(part).values().stream()
        .mapToLong(shape -> Arrays.stream(shape).reduce(1, (a, b) -> a * b))
        .sum();
  }

  /** {@code 464 parameters trainable, 412 frozen}. */
  @Override
  public String toString() {
    return trainable == 0
        ? String.format(Locale.ROOT, "%,d parameters, all frozen", frozen)
        : String.format(Locale.ROOT, "%,d parameters trainable, %,d frozen", trainable, frozen);
  }
}
