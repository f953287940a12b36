package org.docent.model.eval;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.docent.model.compute.TorchProgram;
import org.docent.model.data.Batch;
import org.docent.model.data.StageData;
import org.docent.model.generate.GreedyPredictions;
import org.docent.model.text.TextTokenizer;
import org.docent.model.vlm.Precision;
import org.docent.model.vlm.VisionLanguageModel;
import org.docent.model.weights.ModelSource;
import org.docent.protocol.settings.DataSettings;

/**
 * Whether a model answers each record of a data file exactly, its end token included. One pass
 * under teacher forcing a batch: the arg-max at every answer position is the target exactly when
 * greedy decoding gives that answer. Used on the device's thread only.
 */
public final class ExactMatch {

  private static final int BATCH = 50;

  private ExactMatch() {}

  /**
   * Answers every record.
   *
   * @param model a multimodal model folder, a checkpoint included
   * @return one value a record, in the file's order
   */
  public static List<Boolean> of(Path model, DataSettings data, NDManager parent) {
    try (NDManager manager = parent.newSubManager();
        ModelSource source = ModelSource.open(model);
        TorchProgram program = TorchProgram.load(manager);
        VisionLanguageModel loaded = source.load(program, manager, Precision.FLOAT32);
        TextTokenizer tokenizer = source.openTokenizer()) {
      StageData records =
          StageData.open(
              data,
              tokenizer,
              source.config().vision().imageSize(),
              source.config().visualTokens());
      GreedyPredictions predictions = new GreedyPredictions(loaded, manager);
      int size = records.reader().dataset().size();
      List<Boolean> right = new ArrayList<>();
      for (int first = 0; first < size; first += BATCH) {
        Batch batch =
            records
                .assembler()
                .assemble(IntStream.range(first, Math.min(size, first + BATCH)).boxed().toList());
        right.addAll(of(batch, predictions.of(batch)));
      }
      return right;
    }
  }

  /**
   * Whether each sample is answered exactly; one without an answer to give is not.
   *
   * @param predicted one token for each of the batch's response rows
   */
  public static List<Boolean> of(Batch batch, long[] predicted) {
    List<Boolean> right = new ArrayList<>();
    int row = 0;
    for (int rows : batch.responseRowsPerSample()) {
      boolean all = rows > 0;
      for (int end = row + rows; row < end; row++) {
        all &= predicted[row] == batch.responseTargets()[row];
      }
      right.add(all);
    }
    return right;
  }
}
