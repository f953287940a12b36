package org.docent.model.generate;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.docent.model.compute.TorchProgram;
import org.docent.model.data.AspectRatio;
import org.docent.model.data.Batch;
import org.docent.model.data.ImagePreprocessor;
import org.docent.model.data.PromptAssembler;
import org.docent.model.memory.MemoryCheck;
import org.docent.model.memory.MemoryEstimate;
import org.docent.model.text.ChatTemplate;
import org.docent.model.text.TextTokenizer;
import org.docent.model.vlm.Precision;
import org.docent.model.vlm.VisionLanguageModel;
import org.docent.model.vlm.VlmConfig;
import org.docent.model.weights.ModelSource;
import org.jspecify.annotations.Nullable;

/**
 * A model that answers questions about images. Answers end at the template's or the tokenizer's end
 * token. Used on the device's thread only.
 */
public final class Answerer implements AutoCloseable {

  private final NDManager manager;
  private final TorchProgram program;
  private final VisionLanguageModel model;
  private final TextTokenizer tokenizer;
  private final PromptAssembler prompts;
  private final Set<Long> ends;

  private Answerer(
      NDManager manager,
      TorchProgram program,
      VisionLanguageModel model,
      TextTokenizer tokenizer,
      PromptAssembler prompts,
      Set<Long> ends) {
    this.manager = manager;
    this.program = program;
    this.model = model;
    this.tokenizer = tokenizer;
    this.prompts = prompts;
    this.ends = ends;
  }

  /**
   * Loads a multimodal model folder.
   *
   * @throws org.docent.protocol.failure.DocentException naming what is wrong with it, or how much
   *     memory it lacks
   */
  public static Answerer open(
      Path folder, ChatTemplate template, AspectRatio aspect, NDManager parent) {
    try (ModelSource source = ModelSource.open(folder)) {
      source.requireWeights();
      MemoryCheck.require(
          "the model " + folder,
          new MemoryEstimate(Float.BYTES).inference(source.config()),
          !parent.getDevice().isGpu(),
          "take a machine with more, or a smaller model");
      NDManager manager = parent.newSubManager();
      manager.setName("answerer");
      TorchProgram program = TorchProgram.load(manager);
      VlmConfig config = source.config();
      TextTokenizer tokenizer = source.openTokenizer();
      ImagePreprocessor preprocessor = new ImagePreprocessor(aspect, config.vision().imageSize());
      return new Answerer(
          manager,
          program,
          source.load(program, manager, Precision.FLOAT32),
          tokenizer,
          new PromptAssembler(tokenizer, template, preprocessor, config.visualTokens()),
          ends(tokenizer, template));
    }
  }

  private static Set<Long> ends(TextTokenizer tokenizer, ChatTemplate template) {
    Set<Long> ends = new TreeSet<>(Set.of(tokenizer.eos()));
    if (!template.end().isEmpty()) {
      ends.add(tokenizer.idOf(template.end()));
    }
    return ends;
  }

  /** The greedy answer, without special tokens and surrounding blanks. */
  public String answer(String question, @Nullable Path image, int maxNewTokens) {
    return answer(prompts.prompt(question, image), maxNewTokens);
  }

  /**
   * The same about an image that is held encoded.
   *
   * @param name what a fault calls it
   */
  public String answer(String question, String name, byte[] image, int maxNewTokens) {
    return answer(prompts.prompt(question, name, image), maxNewTokens);
  }

  private String answer(Batch prompt, int maxNewTokens) {
    long[] tokens = new GreedyGenerator(model, manager).generate(prompt, maxNewTokens, ends);
    return tokenizer.decodePlain(tokens).strip();
  }

  @Override
  public void close() {
    tokenizer.close();
    model.close();
    program.close();
    manager.close();
  }
}
