package org.docent.protocol.encoding;

import org.docent.protocol.signal.SignalSection;

/** The rows of a batch that share a term over the vocabulary, and their sections. */
public enum RowGroup {
  /** Rows whose next token is a target: L_res. */
  RESPONSE(
      SignalSection.RESPONSE_HIDDEN,
      SignalSection.RESPONSE_LOGITS,
      SignalSection.RESPONSE_IDS,
      SignalSection.RESPONSE_MASSES),
  /** Rows of visual tokens: L_vis and L_rel. */
  VISUAL(
      SignalSection.VISUAL_HIDDEN,
      SignalSection.VISUAL_LOGITS,
      SignalSection.VISUAL_IDS,
      SignalSection.VISUAL_MASSES);

  private final SignalSection hidden;
  private final SignalSection logits;
  private final SignalSection ids;
  private final SignalSection masses;

  RowGroup(SignalSection hidden, SignalSection logits, SignalSection ids, SignalSection masses) {
    this.hidden = hidden;
    this.logits = logits;
    this.ids = ids;
    this.masses = masses;
  }

  /** Where hidden states travel. */
  public SignalSection hidden() {
    return hidden;
  }

  /** Where logits travel. */
  public SignalSection logits() {
    return logits;
  }

  /** Where the ids of the most probable tokens travel. */
  public SignalSection ids() {
    return ids;
  }

  /** Where their probabilities travel. */
  public SignalSection masses() {
    return masses;
  }
}
