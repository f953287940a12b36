package org.docent.coordinator.ledger;

import org.docent.protocol.settings.DataSettings;

/** How an epoch's samples are ordered before they are cut into global batches. */
public enum SampleOrdering {
  /** As they stand in the file. */
  FILE,

  /** At random, anew each epoch: {@link SampleOrder}. */
  SHUFFLED,

  /** At random, with one modality in a global batch and its longest first: {@link GroupedOrder}. */
  GROUPED;

  /** What a stage's settings ask for. */
  public static SampleOrdering of(DataSettings data) {
    if (!data.shuffle()) {
      return FILE;
    }
    return data.groupByModalityLength() ? GROUPED : SHUFFLED;
  }
}
