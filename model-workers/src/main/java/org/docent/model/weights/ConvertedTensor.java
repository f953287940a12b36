package org.docent.model.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.docent.model.storage.DurableFile;
import org.docent.protocol.failure.DocentException;

/** A stored tensor as another floating point type, converted piece by piece while it is written. */
final class ConvertedTensor {

  private static final int PIECE_ELEMENTS = 1 << 20;

  private final WeightSource source;
  private final TensorSpec stored;
  private final ElementType target;

  private ConvertedTensor(WeightSource source, TensorSpec stored, ElementType target) {
    this.source = source;
    this.stored = stored;
    this.target = target;
  }

  /**
   * The tensor {@code name} of {@code source} as {@code target}, byte for byte where it is that
   * already.
   *
   * @throws DocentException when it is not F32, F16 or BF16, and, while it is written, when a
   *     number is too large for {@code target}
   */
  static NamedTensor of(WeightSource source, String name, ElementType target) {
    TensorSpec stored = source.spec(name);
    if (stored.type() == target) {
      return NamedTensor.of(source, name);
    }
    if (!stored.type().isWeight()) {
      throw DocentException.stop(
          "%s: tensor '%s' is %s; only F32, F16 and BF16 can be converted, leave out --dtype or convert it first"
              .formatted(source.origin(), name, stored.type()));
    }
    ConvertedTensor converted = new ConvertedTensor(source, stored, target);
    return new NamedTensor(new TensorSpec(name, target, stored.shape()), converted::writeTo);
  }

  private void writeTo(DurableFile.Sink sink) throws IOException {
    ByteBuffer wide = piece(Float.BYTES);
    ByteBuffer narrow = piece(target.bytes());
    source.copyTo(
        stored.name(),
        from -> {
          while (from.hasRemaining()) {
            sink.write(converted(from, wide, narrow));
          }
        });
  }

  /** Converts as much of {@code from} as fits, and moves past it. */
  private ByteBuffer converted(ByteBuffer from, ByteBuffer wide, ByteBuffer narrow) {
    int width = stored.type().bytes();
    int elements = Math.min(PIECE_ELEMENTS, from.remaining() / width);
    ByteBuffer part = from.slice(from.position(), elements * width).order(from.order());
    from.position(from.position() + elements * width);
    FloatWidening.widen(stored.type(), part, wide.clear());
    FloatNarrowing.narrow(target, wide.clear().limit(elements * Float.BYTES), narrow.clear());
    requireInRange(wide, narrow, elements);
    return narrow.clear().limit(elements * target.bytes());
  }

  /** A finite number must stay one. */
  private void requireInRange(ByteBuffer wide, ByteBuffer narrow, int elements) {
    if (target == ElementType.F32) {
      return;
    }
    int infinite = target == ElementType.F16 ? 0x7c00 : 0x7f80;
    for (int i = 0; i < elements; i++) {
      boolean overflown = (narrow.getShort(i * Short.BYTES) & 0x7fff) == infinite;
      float value = wide.getFloat(i * Float.BYTES);
      if (overflown && Float.isFinite(value)) {
        throw DocentException.stop(
            "%s: tensor '%s' has a value of %s, which %s cannot hold; choose another --dtype"
                .formatted(source.origin(), stored.name(), value, target));
      }
    }
  }

  private static ByteBuffer piece(int width) {
    return ByteBuffer.allocate(PIECE_ELEMENTS * width).order(ByteOrder.LITTLE_ENDIAN);
  }
}
