package org.docent.protocol.signal;

import java.util.List;

/**
 * Where the tensors of a signal lie in its payload: one after the other, each from the next
 * multiple of {@link #ALIGNMENT} bytes on, so that it can be read where it arrived.
 */
public final class PayloadLayout {

  /** Bytes of which every tensor's offset is a multiple. */
  public static final int ALIGNMENT = 64;

  /** No payload is longer: it is one buffer on either side. */
  public static final long MAX_BYTES = Integer.MAX_VALUE;

  private PayloadLayout() {}

  /** Bytes of the payload of these tensors; the largest long where a long does not hold them. */
  public static long bytes(List<TensorSpec> sections) {
    long end = 0;
    for (TensorSpec spec : sections) {
      end = plus(aligned(end), spec.bytes());
    }
    return end;
  }

  /** Where that section begins in the payload. */
  public static int offset(List<TensorSpec> sections, SignalSection section) {
    long end = 0;
    for (TensorSpec spec : sections) {
      long begin = aligned(end);
      if (spec.section() == section) {
        return Math.toIntExact(begin);
      }
      end = plus(begin, spec.bytes());
    }
    throw new IllegalArgumentException("the signal has no section " + section);
  }

  private static long aligned(long end) {
    return plus(end, ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  private static long plus(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }
}
