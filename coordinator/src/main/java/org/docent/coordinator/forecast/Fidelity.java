package org.docent.coordinator.forecast;

import org.docent.protocol.encoding.RelationEncoding;
import org.docent.protocol.encoding.RowEncoding;
import org.docent.protocol.encoding.SignalEncoding;
import org.docent.protocol.settings.Dtype;
import org.docent.protocol.settings.RelationDtype;
import org.jspecify.annotations.Nullable;

/** How much of what the teacher says arrives, the best first. */
public enum Fidelity {
  /** All of it, in the teacher's own type. */
  EXACT,
  /** All of it, rounded to 16 bits. */
  ROUNDED,
  /** The most probable tokens, or 8 bits of a number. */
  CUT;

  /** Of an encoding whose worst term counts. */
  static Fidelity of(SignalEncoding encoding, Dtype teacher) {
    return worse(
        worse(of(encoding.responses(), teacher), of(encoding.visuals(), teacher)),
        of(encoding.relation(), teacher));
  }

  private static Fidelity of(@Nullable RowEncoding rows, Dtype teacher) {
    if (rows instanceof RowEncoding.TopK topK) {
      return topK.k() == topK.vocabulary() ? ROUNDED : CUT;
    }
    return rows instanceof RowEncoding.Hidden hidden ? of(hidden.type(), teacher) : EXACT;
  }

  private static Fidelity of(@Nullable RelationEncoding relation, Dtype teacher) {
    if (relation instanceof RelationEncoding.Packed packed) {
      return packed.type() == RelationDtype.INT8 ? CUT : ROUNDED;
    }
    return relation instanceof RelationEncoding.Derived derived
        ? of(derived.type(), teacher)
        : EXACT;
  }

  private static Fidelity of(Dtype type, Dtype teacher) {
    return type.bytes() >= teacher.bytes() ? EXACT : ROUNDED;
  }

  private static Fidelity worse(Fidelity one, Fidelity other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
