package org.docent.model.generate;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.docent.model.compute.TorchProgram;
import org.docent.model.data.AspectRatio;
import org.docent.model.data.Batch;
import org.docent.model.data.EncodedImage;
import org.docent.model.data.ImagePreprocessor;
import org.docent.model.data.PromptAssembler;
import org.docent.model.memory.MemoryCheck;
import org.docent.model.memory.MemoryEstimate;
import org.docent.model.text.ChatTemplate;
import org.docent.model.text.TextTokenizer;
import org.docent.model.text.Turn;
import org.docent.model.vlm.Precision;
import org.docent.model.vlm.VisionLanguageModel;
import org.docent.model.vlm.VlmConfig;
import org.docent.model.weights.ModelSource;
import org.jspecify.annotations.Nullable;

/**
 * A model that answers questions about images. Answers end at the template's or the tokenizer's end
 * token. Used on the device's thread only, but for {@link #prompt}.
 */
public final class Answerer implements AutoCloseable {

  private final NDManager manager;
  private final TorchProgram program;
  private final VisionLanguageModel model;
  private final TextTokenizer tokenizer;
  private final PromptAssembler prompts;
  private final ChatTemplate template;
  private final Set<Long> ends;
  private final TokenGenerator generator;

  private Answerer(
      NDManager manager,
      TorchProgram program,
      VisionLanguageModel model,
      TextTokenizer tokenizer,
      PromptAssembler prompts,
      ChatTemplate template) {
    this.manager = manager;
    this.program = program;
    this.model = model;
    this.tokenizer = tokenizer;
    this.prompts = prompts;
    this.template = template;
    this.ends = ends(tokenizer, template);
    this.generator = new TokenGenerator(model, manager);
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
          template);
    }
  }

  /**
   * Refuses to answer so many at a time where their keys and values would not fit beside the model.
   *
   * @param positions that a prompt and its answer have together; no more than the model's count
   * @param onHost whether it will answer in the machine's own memory
   * @param advice what to do
   * @throws org.docent.protocol.failure.DocentException naming what is wrong with the folder, or
   *     how much memory is lacking
   */
  public static void requireMemory(
      Path folder, int answers, int positions, boolean onHost, String advice) {
    try (ModelSource source = ModelSource.open(folder)) {
      int most = Math.min(positions, source.config().language().maxPositions());
      MemoryCheck.require(
          "the model %s with %d answers at a time, each of up to %d positions,"
              .formatted(folder, answers, most),
          new MemoryEstimate(Float.BYTES).answering(source.config(), answers, most),
          onHost,
          advice);
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
    return answer(
        question,
        image == null ? null : EncodedImage.of(image),
        GenerationSettings.greedy(maxNewTokens),
        piece -> {});
  }

  /**
   * The answer to one question.
   *
   * @param pieces is told the answer as it comes
   */
  public String answer(
      String question,
      @Nullable EncodedImage image,
      GenerationSettings settings,
      Consumer<String> pieces) {
    try (Conversation conversation = converse(image)) {
      return conversation.ask(question, settings, pieces);
    }
  }

  /** Begins a conversation, to be closed before this. */
  public Conversation converse(@Nullable EncodedImage image) {
    return new Conversation(this, image == null ? null : prompts.prepare(image));
  }

  /**
   * The prompt of a conversation whose last turn is open. May be called by any thread.
   *
   * @param system instead of the template's opening sentence where it is not null
   * @param image of the one placeholder in the questions, absent where there is none
   * @param mostPixels of an image that is decoded
   */
  public Batch prompt(
      @Nullable String system, List<Turn> turns, @Nullable EncodedImage image, long mostPixels) {
    PromptAssembler assembler = system == null ? prompts : prompts.withSystem(system);
    return assembler.prompt(turns, image == null ? null : assembler.prepare(image, mostPixels));
  }

  /** A batch of this model's, without a sequence. */
  DecodingBatch batch() {
    return new DecodingBatch(model, manager);
  }

  TokenGenerator generator() {
    return generator;
  }

  PromptAssembler prompts() {
    return prompts;
  }

  TextTokenizer tokenizer() {
    return tokenizer;
  }

  Set<Long> ends() {
    return ends;
  }

  /** The texts that end an answer: the template's own where it has one, and those asked for. */
  List<String> stops(GenerationSettings settings) {
    Stream<String> own = Stream.of(template.end()).filter(end -> !end.isEmpty());
    return Stream.concat(own, settings.stops().stream()).toList();
  }

  /** Positions that a prompt and its answer may have together. */
  public int maxPositions() {
    return model.config().language().maxPositions();
  }

  @Override
  public void close() {
    tokenizer.close();
    model.close();
    program.close();
    manager.close();
  }
}
