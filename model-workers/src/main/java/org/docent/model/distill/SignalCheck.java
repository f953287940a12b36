package org.docent.model.distill;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.List;
import org.docent.protocol.encoding.RowEncoding;
import org.docent.protocol.encoding.RowGroup;
import org.docent.protocol.encoding.SignalEncoding;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.signal.ElementType;
import org.docent.protocol.signal.SignalSection;
import org.docent.protocol.signal.TensorSpec;
import org.jspecify.annotations.Nullable;

/**
 * Whether the numbers of a signal can be: finite, probabilities and scales greater than 0, ids
 * rising within the vocabulary. Reads the host's bytes, eight at a time where they are only looked
 * at for being finite.
 */
final class SignalCheck {

  private final SignalEncoding encoding;
  private final Signal signal;

  SignalCheck(SignalEncoding encoding, Signal signal) {
    this.encoding = encoding;
    this.signal = signal;
  }

  /**
   * Looks at all of them.
   *
   * @throws DocentException with category RETRY that names the section
   */
  void requireNumbers() {
    for (TensorSpec spec : signal.header().sections()) {
      ByteBuffer bytes = signal.bytes(spec);
      if (!isFinite(bytes, spec.type())) {
        throw wrong(spec.section(), "a number that is not finite");
      }
      if (spec.section() == SignalSection.RELATION_SCALES && !isPositive(bytes, Float.BYTES)) {
        throw wrong(spec.section(), "a scale that is not greater than 0");
      }
      if (List.of(SignalSection.RESPONSE_MASSES, SignalSection.VISUAL_MASSES)
              .contains(spec.section())
          && !isPositive(bytes, Short.BYTES)) {
        throw wrong(spec.section(), "a probability that is not greater than 0");
      }
    }
    requireIds(RowGroup.RESPONSE, encoding.responses());
    requireIds(RowGroup.VISUAL, encoding.visuals());
  }

  /**
   * No exponent of only ones. With the sign cleared, adding one to the lowest bit of such an
   * exponent carries into the sign, and nothing else does: so several numbers of a long are looked
   * at together.
   */
  static boolean isFinite(ByteBuffer bytes, ElementType type) {
    long without;
    long one;
    switch (type) {
      case FLOAT32 -> {
        without = 0x7FFFFFFF_7FFFFFFFL;
        one = 0x00800000_00800000L;
      }
      case BF16 -> {
        without = 0x7FFF7FFF_7FFF7FFFL;
        one = 0x00800080_00800080L;
      }
      case FLOAT16 -> {
        without = 0x7FFF7FFF_7FFF7FFFL;
        one = 0x04000400_04000400L;
      }
      default -> {
        return true;
      }
    }
    LongBuffer longs = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
    long carried = 0;
    int count = longs.remaining();
    for (int i = 0; i < count; i++) {
      carried |= (longs.get(i) & without) + one;
    }
    long last = 0;
    for (int at = bytes.limit() - 1; at >= bytes.position() + count * Long.BYTES; at--) {
      last = last << Byte.SIZE | (bytes.get(at) & 0xFF);
    }
    carried |= (last & without) + one;
    return (carried & ~without) == 0;
  }

  private static boolean isPositive(ByteBuffer bytes, int elementBytes) {
    ByteBuffer little = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    if (elementBytes == Float.BYTES) {
      while (little.hasRemaining()) {
        if (!(little.getFloat() > 0)) {
          return false;
        }
      }
      return true;
    }
    ShortBuffer halves = little.asShortBuffer();
    while (halves.hasRemaining()) {
      if (halves.get() <= 0) { // the sign bit, or all bits 0
        return false;
      }
    }
    return true;
  }

  private void requireIds(RowGroup group, @Nullable RowEncoding rows) {
    if (!(rows instanceof RowEncoding.TopK topK)) {
      return;
    }
    TensorSpec spec = signal.header().find(group.ids()).orElseThrow();
    ByteBuffer bytes = signal.bytes(spec);
    long mask = (1L << topK.idBits()) - 1;
    for (int row = 0; row < spec.rows(); row++) {
      int at = row * spec.width();
      long held = 0;
      int bits = 0;
      long before = -1;
      for (int i = 0; i < topK.k(); i++) {
        while (bits < topK.idBits()) {
          held |= (bytes.get(at++) & 0xFFL) << bits;
          bits += Byte.SIZE;
        }
        long id = held & mask;
        held >>>= topK.idBits();
        bits -= topK.idBits();
        if (id <= before || id >= topK.vocabulary()) {
          throw wrong(
              group.ids(),
              "id %d after %d in row %d of a vocabulary of %d"
                  .formatted(id, before, row, topK.vocabulary()));
        }
        before = id;
      }
    }
  }

  private DocentException wrong(SignalSection section, String what) {
    return DocentException.retry(
        "the signal of micro-batch %s has %s in %s: its teacher computes or stores wrongly"
            .formatted(signal.header().id(), what, section));
  }
}
