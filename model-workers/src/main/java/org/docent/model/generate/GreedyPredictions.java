package org.docent.model.generate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.docent.model.data.Batch;
import org.docent.model.vlm.BatchTensors;
import org.docent.model.vlm.VisionLanguageModel;

/**
 * The most likely next token at every response row in one pass. A sample whose predictions all
 * equal its targets is one that greedy decoding would answer exactly so.
 */
public final class GreedyPredictions {

  private static final int CHUNK_ROWS = 64;

  private final VisionLanguageModel model;
  private final NDManager manager;

  /** Model and manager stay their owner's. */
  public GreedyPredictions(VisionLanguageModel model, NDManager manager) {
    this.model = model;
    this.manager = manager;
  }

  /** One token for each of the batch's response rows, in its order. */
  public long[] of(Batch batch) {
    if (batch.responseRows().length == 0) {
      return new long[0];
    }
    try (NDManager scope = manager.newSubManager();
        BatchTensors tensors = new BatchTensors(model.program(), scope, batch)) {
      return of(model.hidden(tensors, scope), tensors, scope);
    }
  }

  /** The same from hidden states (B*T, D) that are there; what it makes is {@code scope}'s. */
  public long[] of(NDArray hidden, BatchTensors tensors, NDManager scope) {
    return model
        .program()
        .call("predictions")
        .with(hidden)
        .with(model.head().value())
        .with(tensors.responseRows())
        .with(CHUNK_ROWS)
        .tensor(scope)
        .toLongArray();
  }
}
