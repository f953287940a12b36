package org.docent.coordinator.cli.quickstart;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.docent.model.weights.ElementType;
import org.docent.model.weights.NamedTensor;
import org.docent.model.weights.TensorSpec;

/** Fresh float32 tensors. Their numbers are drawn at once, in the order of the calls. */
final class RandomTensor {

  private RandomTensor() {}

  static NamedTensor normal(String name, double deviation, SplittableRandom random, long... shape) {
    return of(name, () -> deviation * random.nextGaussian(), shape);
  }

  /** Uniform in {@code [-bound, bound)}. */
  static NamedTensor uniform(String name, double bound, SplittableRandom random, long... shape) {
    return of(name, () -> bound * (2 * random.nextDouble() - 1), shape);
  }

  static NamedTensor constant(String name, double value, long... shape) {
    return of(name, () -> value, shape);
  }

  private static NamedTensor of(String name, DoubleSupplier next, long... shape) {
    int elements = Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b));
    ByteBuffer bytes = ByteBuffer.allocate(elements * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < elements; i++) {
      bytes.putFloat((float) next.getAsDouble());
    }
    bytes.flip();
    return new NamedTensor(
        new TensorSpec(name, ElementType.F32, shape),
        () -> bytes.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN));
  }
}
