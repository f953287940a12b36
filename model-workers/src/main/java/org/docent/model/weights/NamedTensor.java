package org.docent.model.weights;

import java.nio.ByteBuffer;
import java.util.function.Supplier;

/** A tensor to be written; its little-endian content is asked for only when its turn comes. */
public record NamedTensor(TensorSpec spec, Supplier<ByteBuffer> bytes) {

  /** The tensor {@code name} of {@code source}, byte for byte. */
  public static NamedTensor of(WeightSource source, String name) {
    return new NamedTensor(source.spec(name), () -> source.bytes(name));
  }

  public String name() {
    return spec.name();
  }
}
