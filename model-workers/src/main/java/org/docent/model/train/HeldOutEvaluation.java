package org.docent.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Collections;
import java.util.stream.IntStream;
import org.docent.model.data.Batch;
import org.docent.model.data.StageData;
import org.docent.model.eval.ExactMatch;
import org.docent.model.generate.GreedyPredictions;
import org.docent.model.loss.Term;
import org.docent.model.vlm.BatchTensors;
import org.docent.model.vlm.VisionLanguageModel;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.plan.HeldOut;
import org.docent.protocol.plan.LossWeights;
import org.docent.protocol.settings.ObjectiveSettings;
import org.docent.protocol.settings.StageSettings;

/**
 * How good a student in training is on records it does not train on. One pass without a graph a
 * batch; no weight, moment or source of randomness is touched, so the steps that follow have the
 * bits they would have had.
 */
final class HeldOutEvaluation {

  private final VisionLanguageModel student;
  private final NDManager manager;
  private final StageData records;
  private final ObjectiveSettings crossEntropy;
  private final int batchSize;

  /**
   * Evaluates on {@code records}.
   *
   * @param stage says how large a batch and a chunk of logits are
   */
  HeldOutEvaluation(
      VisionLanguageModel student, NDManager manager, StageData records, StageSettings stage) {
    this.student = student;
    this.manager = manager;
    this.records = records;
    this.batchSize = stage.batch().microBatch();
    ObjectiveSettings own = stage.objective();
    this.crossEntropy =
        new ObjectiveSettings(
            LossWeights.SUPERVISED,
            own.divergence(),
            own.lambda(),
            own.temperature(),
            own.chunkRows());
  }

  /**
   * Answers every record.
   *
   * @throws DocentException that stops the run, naming a record that cannot be read
   */
  HeldOut evaluate() {
    int size = records.reader().dataset().size();
    double loss = 0;
    int right = 0;
    GreedyPredictions greedy = new GreedyPredictions(student, manager);
    try (TermEvaluation terms = new TermEvaluation(student, manager, crossEntropy, null)) {
      for (int first = 0; first < size; first += batchSize) {
        Batch batch = read(first, Math.min(size, first + batchSize));
        if (batch.responseRows().length == 0) {
          continue;
        }
        try (NDManager scope = manager.newSubManager();
            BatchTensors tensors = new BatchTensors(student.program(), scope, batch)) {
          NDArray hidden = student.hidden(tensors, scope);
          loss += terms.terms(hidden, tensors, null).sum(Term.REG);
          right +=
              Collections.frequency(ExactMatch.of(batch, greedy.of(hidden, tensors, scope)), true);
        }
      }
    }
    return new HeldOut(loss / size, (double) right / size, size);
  }

  private Batch read(int first, int end) {
    try {
      return records.assembler().assemble(IntStream.range(first, end).boxed().toList());
    } catch (DocentException e) {
      throw DocentException.stop("eval-data-path: " + e.getMessage(), e);
    }
  }
}
