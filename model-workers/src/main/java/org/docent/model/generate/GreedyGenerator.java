package org.docent.model.generate;

import ai.djl.ndarray.NDManager;
import java.util.Set;
import java.util.stream.LongStream;
import org.docent.model.compute.ScriptValue;
import org.docent.model.compute.TorchProgram;
import org.docent.model.data.Batch;
import org.docent.model.vlm.BatchTensors;
import org.docent.model.vlm.VisionLanguageModel;

/**
 * Always takes the most likely next token. The prompt is read once; each further token costs one
 * row, its predecessors' keys and values being kept (float32, allocated once for the longest
 * answer).
 */
public final class GreedyGenerator {

  private final VisionLanguageModel model;
  private final NDManager manager;

  /** Model and manager stay their owner's. */
  public GreedyGenerator(VisionLanguageModel model, NDManager manager) {
    this.model = model;
    this.manager = manager;
  }

  /**
   * The tokens after the prompt, ending before the first of {@code stopTokens} or after {@code
   * maxNewTokens}, or where the model's positions end.
   *
   * @param prompt one sample, spliced, without padding
   */
  public long[] generate(Batch prompt, int maxNewTokens, Set<Long> stopTokens) {
    int length = prompt.length();
    if (prompt.samples().size() != 1 || length == 0) {
      throw new IllegalArgumentException(
          "a prompt is one sample of at least one token, not %d samples of %d"
              .formatted(prompt.samples().size(), length));
    }
    int limit = Math.min(maxNewTokens, model.config().language().maxPositions() - length);
    var tokens = LongStream.builder();
    if (limit < 1) {
      return tokens.build().toArray();
    }
    TorchProgram program = model.program();
    try (NDManager scope = manager.newSubManager();
        BatchTensors tensors = new BatchTensors(program, scope, prompt);
        ScriptValue first =
            program
                .call("prefill")
                .with(model.script())
                .with(tensors.inputs())
                .with(length + limit)
                .run();
        ScriptValue cache = program.call("cache").with(first).run()) {
      long token = program.call("token").with(first).integer();
      for (int made = 0; made < limit && !stopTokens.contains(token); made++) {
        tokens.add(token);
        if (made + 1 < limit) {
          token =
              program
                  .call("decode")
                  .with(model.script())
                  .with(cache)
                  .with(token)
                  .with(length + made)
                  .integer();
        }
      }
    }
    return tokens.build().toArray();
  }
}
