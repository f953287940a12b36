package org.docent.protocol.signal;

/** What a tensor of a signal is. Codes are append-only. */
public enum SignalSection {
  /** The teacher's last hidden state at the response rows. */
  RESPONSE_HIDDEN(1),
  /** The same at the visual rows. */
  VISUAL_HIDDEN(2),
  /** Logits at the response rows. */
  RESPONSE_LOGITS(3),
  /** Logits at the visual rows. */
  VISUAL_LOGITS(4),
  /** Ids of the most probable tokens at the response rows, rising, in bits. */
  RESPONSE_IDS(5),
  /** Their probabilities, and that of all others together. */
  RESPONSE_MASSES(6),
  /** Ids at the visual rows. */
  VISUAL_IDS(7),
  /** Probabilities at the visual rows. */
  VISUAL_MASSES(8),
  /** Upper triangles of the samples' relation matrices, one after the other, row by row. */
  RELATIONS(9),
  /** What each sample's triangle is multiplied by. */
  RELATION_SCALES(10),
  /** The vision tower's features of the batch's images. */
  FEATURES(11);

  private final int code;

  SignalSection(int code) {
    this.code = code;
  }

  byte code() {
    return (byte) code;
  }

  static SignalSection of(byte code) {
    for (SignalSection section : values()) {
      if (section.code == code) {
        return section;
      }
    }
    throw new IllegalArgumentException("section " + code + ", must be 1 to 11");
  }
}
