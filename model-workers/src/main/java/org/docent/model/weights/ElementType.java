package org.docent.model.weights;

import java.util.Arrays;
import java.util.Optional;

/** The element types of the safetensors format; a constant's name is what stands in a file. */
public enum ElementType {
  BOOL(1),
  U8(1),
  I8(1),
  F8_E4M3(1),
  F8_E5M2(1),
  I16(2),
  U16(2),
  F16(2),
  BF16(2),
  I32(4),
  U32(4),
  F32(4),
  F64(8),
  I64(8),
  U64(8);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  static Optional<ElementType> byName(String name) {
    return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
  }

  /** Whether weights may be of this type. */
  boolean isWeight() {
    return this == F32 || this == F16 || this == BF16;
  }

  /** PyTorch's number of a type of weights. */
  long torchCode() {
    return switch (this) {
      case F16 -> 5;
      case F32 -> 6;
      case BF16 -> 15;
      default -> throw new IllegalStateException(this + " is no type of weights");
    };
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }
}
