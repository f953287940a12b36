package org.docent.protocol.signal;

/**
 * A tensor of a signal's payload: {@code rows × width} elements, row-major.
 *
 * @param width elements of a row
 */
public record TensorSpec(SignalSection section, ElementType type, int rows, int width) {

  public TensorSpec {
    if (rows < 0 || width < 0) {
      throw new IllegalArgumentException(
          "section %s has %d x %d elements, both must be at least 0"
              .formatted(section, rows, width));
    }
  }

  /** Bytes of the tensor; the largest possible where a long does not hold them. */
  public long bytes() {
    long elements = (long) rows * width;
    return elements > Long.MAX_VALUE / type.bytes() ? Long.MAX_VALUE : elements * type.bytes();
  }

  @Override
  public String toString() {
    return "%s %d x %d %s".formatted(section, rows, width, type);
  }
}
