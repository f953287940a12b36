package org.docent.model.weights;

import java.util.Arrays;
import java.util.Objects;

/** Name, element type and shape of a tensor; an empty shape is a scalar. */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out, compared by content
public record TensorSpec(String name, ElementType type, long[] shape) {

  public TensorSpec {
    shape = shape.clone();
    if (Arrays.stream(shape).anyMatch(size -> size < 0)) {
      throw new IllegalArgumentException("negative size in shape " + Arrays.toString(shape));
    }
    long bytes = type.bytes();
    try {
      for (long size : shape) {
        bytes = Math.multiplyExact(bytes, size);
      }
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("no tensor can hold shape " + Arrays.toString(shape), e);
    }
  }

  @Override
  public long[] shape() {
    return shape.clone();
  }

  public long elementCount() {
    return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
  }

  public long byteCount() {
    return elementCount() * type.bytes();
  }

  public TensorSpec renamed(String newName) {
    return new TensorSpec(newName, type, shape);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TensorSpec spec
        && name.equals(spec.name)
        && type == spec.type
        && Arrays.equals(shape, spec.shape);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, type, Arrays.hashCode(shape));
  }

  @Override
  public String toString() {
    return name + " " + type + Arrays.toString(shape);
  }
}
