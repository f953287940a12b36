package org.docent.protocol.settings;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The element types that weights may have in memory and that matrices may be multiplied in. */
public enum Dtype {
  /** 24 bits of precision. */
  FLOAT32,
  /** float32's range in half the memory, with 8 bits of precision. */
  BF16;

  /** The name in configurations: {@code bf16}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Bytes of one element. */
  public int bytes() {
    return this == BF16 ? 2 : 4;
  }

  /** The type of that configuration name; PyTorch's {@code bfloat16} is understood. */
  public static Dtype of(String key) {
    String wanted = key.toLowerCase(Locale.ROOT);
    for (Dtype type : values()) {
      if (type.key().equals(wanted) || (type == BF16 && wanted.equals("bfloat16"))) {
        return type;
      }
    }
    String known = Arrays.stream(values()).map(Dtype::key).collect(Collectors.joining(", "));
    throw new IllegalArgumentException("dtype is \"" + key + "\", must be one of " + known);
  }
}
