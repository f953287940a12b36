package org.docent.protocol.settings;

import java.util.Locale;

/** How the teacher's side of a divergence over the vocabulary travels. */
public enum RowSignal {
  /** The last hidden state, from which the student makes the logits with the teacher's head. */
  HIDDEN,
  /** The most probable tokens with their probabilities, and the rest as one bucket. */
  TOPK,
  /** The logits themselves. */
  FULL;

  /** The name in configurations: {@code topk}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  static RowSignal of(String key) {
    return valueOf(key.toUpperCase(Locale.ROOT));
  }
}
