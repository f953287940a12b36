package org.docent.coordinator.cli;

import java.util.List;
import org.docent.model.train.CodecFigures;

/**
 * What encodings cost and do.
 *
 * @param clock what milliseconds are: wall, or cpu for processor time of all threads
 * @param stages each stage with a teacher, on its own samples
 * @param published what the same encodings cost for a teacher of published size, by formula
 */
record CodecReport(String clock, List<Stage> stages, Published published) {

  CodecReport {
    stages = List.copyOf(stages);
  }

  /**
   * One stage.
   *
   * @param vocabulary logits that are compared
   * @param hiddenWidth the teacher's hidden size
   * @param microBatches tried on
   * @param codecs the reference first
   */
  record Stage(
      String name, int vocabulary, int hiddenWidth, int microBatches, List<CodecFigures> codecs) {
    Stage {
      codecs = List.copyOf(codecs);
    }
  }

  /**
   * A teacher's size and what its signals cost.
   *
   * @param fp16LogitsBytes of a token's whole distribution in fp16, to compare with
   */
  record Published(
      int vocabulary, int hiddenWidth, int visualTokens, long fp16LogitsBytes, List<Cost> costs) {
    Published {
      costs = List.copyOf(costs);
    }
  }

  /** Bytes of a response token and of a visual token, of which a sample has that many. */
  record Cost(String codec, long bytesPerResponseToken, double bytesPerVisualToken) {}
}
