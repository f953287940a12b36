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
import org.docent.model.text.TextTokenizer;
import org.docent.model.vlm.BatchTensors;
import org.docent.model.vlm.VisionLanguageModel;
import org.docent.model.weights.ModelSource;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.plan.HeldOut;
import org.docent.protocol.plan.LossWeights;
import org.docent.protocol.settings.EvaluationSettings;
import org.docent.protocol.settings.ObjectiveSettings;
import org.docent.protocol.settings.StageSettings;
import org.jspecify.annotations.Nullable;

/**
 * How good a student in training is on records it does not train on. One pass without a graph a
 * batch; no weight, moment or source of randomness is touched, so the steps that follow have the
 * bits they would have had.
 */
final class HeldOutEvaluation {

  private final VisionLanguageModel student;
  private final NDManager manager;
  private final StageData records;
  private final EvaluationSettings settings;
  private final ObjectiveSettings crossEntropy;
  private final int batchSize;

  private HeldOutEvaluation(
      VisionLanguageModel student,
      NDManager manager,
      StageData records,
      StageSettings stage,
      EvaluationSettings settings) {
    this.student = student;
    this.manager = manager;
    this.records = records;
    this.settings = settings;
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

  /** Opens what a stage holds out; null where it holds nothing out. */
  static @Nullable HeldOutEvaluation of(
      StageSettings stage,
      VisionLanguageModel student,
      NDManager manager,
      ModelSource source,
      TextTokenizer tokenizer) {
    EvaluationSettings settings = stage.saving().evaluation();
    if (settings == null) {
      return null;
    }
    StageData records =
        StageData.open(
            stage.data().heldOut(settings.dataPath()),
            tokenizer,
            source.config().vision().imageSize(),
            source.config().visualTokens());
    return new HeldOutEvaluation(student, manager, records, stage, settings);
  }

  /** Whether it is time after {@code done} of the stage's {@code total} steps. */
  boolean isDue(int done, int total) {
    return settings.isDue(done, total);
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
