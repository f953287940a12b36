package org.docent.protocol.settings;

import org.jspecify.annotations.Nullable;

/**
 * How a stage's teacher side travels, term by term.
 *
 * @param res of L_res
 * @param vis of L_vis
 * @param rel of L_rel
 * @param hiddenDtype type of hidden states on the way; null for the teacher's own
 * @param topK tokens of a distribution that travel by themselves
 * @param relationDtype type of packed relation matrices on the way
 */
public record SignalSettings(
    RowSignal res,
    RowSignal vis,
    RelationSignal rel,
    @Nullable Dtype hiddenDtype,
    int topK,
    RelationDtype relationDtype) {

  /** Everything as hidden states, from which any loss can be made exactly. */
  public static final SignalSettings HIDDEN =
      new SignalSettings(
          RowSignal.HIDDEN, RowSignal.HIDDEN, RelationSignal.DERIVED, null, 64, RelationDtype.FP16);

  public SignalSettings {
    Rules.requireAtLeast(1, "top-k", topK);
  }
}
