package org.docent.model.memory;

import java.util.Set;
import org.docent.model.vlm.Part;
import org.docent.model.vlm.Qwen2Config;
import org.docent.model.vlm.SiglipConfig;
import org.docent.model.vlm.VlmConfig;
import org.docent.protocol.settings.StageSettings;

/**
 * What a model will take. Weights, gradients, moments and heads are exact. Activations are float32
 * and counted per token and layer: with a graph, what a layer keeps for its backward pass; without
 * one, what the widest layer holds at once. Sequences are taken as an image with a short text, so
 * that what is said to be needed is needed by nearly every batch.
 *
 * @param frozenWeightBytes bytes in which one frozen weight is held; a trained one takes four
 */
public record MemoryEstimate(int frozenWeightBytes) {

  /** Tokens of text beside the image's. */
  private static final int TEXT_TOKENS = 64;

  /** Logits of a chunk, their gradient, and log-probabilities and products of the two. */
  private static final int CHUNK_COPIES = 3;

  private static final int CHUNK_COPIES_WITH_TEACHER = 6;

  private static final int MOMENTS = 2;

  /** For how many more positions a cache makes room than it needs: qwen2_remember's. */
  private static final int CACHE_ROOM = 256;

  /** A frozen model with a forward pass only, and nothing beside it. */
  public MemoryNeed inference(VlmConfig config) {
    return frozen(config, 1, config.visualTokens() + TEXT_TOKENS);
  }

  /**
   * A model that answers in float32, each answer at its longest.
   *
   * @param answers decoded together
   * @param positions that a prompt and its answer have at most
   */
  public MemoryNeed answering(VlmConfig config, int answers, int positions) {
    Qwen2Config language = config.language();
    long keyValueWidth = (long) language.kvHeads() * language.headSize();
    long ofAnswer = 2L * language.layers() * keyValueWidth * (positions + CACHE_ROOM) * Float.BYTES;
    return frozen(config, 1, positions)
        .plus(new MemoryNeed(0, 0, 0, 0, 0, 0, 0, answers * ofAnswer));
  }

  /** A teacher in a stage: its head is held once more, for the students. */
  public MemoryNeed teacher(VlmConfig config, StageSettings stage) {
    MemoryNeed frozen = frozen(config, stage.batch().microBatch(), tokens(config, stage));
    return new MemoryNeed(
        frozen.weights(), 0, 0, frozen.activations(), headBytes(config.language()), 0, 0, 0);
  }

  /**
   * A student in a stage.
   *
   * @param teacherHeadBytes of the teacher's head, 0 where it is not known
   */
  public MemoryNeed student(VlmConfig config, StageSettings stage, long teacherHeadBytes) {
    Set<Part> moving = Part.trainedBy(stage.tuning());
    ParameterCount count = ParameterCount.of(config, moving);
    long copies = stage.needsTeacher() ? CHUNK_COPIES_WITH_TEACHER : CHUNK_COPIES;
    long chunkLogits = (long) stage.objective().chunkRows() * config.language().vocabSize();
    return new MemoryNeed(
        Float.BYTES * count.trainable() + frozenWeightBytes * count.frozen(),
        Float.BYTES * count.trainable(),
        (long) MOMENTS * Float.BYTES * count.trainable(),
        Float.BYTES * keptElements(config, stage, moving.contains(Part.VISION_TOWER)),
        stage.needsTeacher() ? teacherHeadBytes : 0,
        Float.BYTES * copies * chunkLogits,
        stage.saving().saveSteps() > 0 ? (1L + MOMENTS) * Float.BYTES * count.trainable() : 0,
        0);
  }

  private MemoryNeed frozen(VlmConfig config, int samples, int tokens) {
    ParameterCount count = ParameterCount.of(config, Set.of());
    long inHand =
        samples
            * Math.max(
                (long) config.vision().patches() * widest(config.vision()),
                (long) tokens * widest(config.language()));
    return new MemoryNeed(
        frozenWeightBytes * count.frozen(), 0, 0, Float.BYTES * inHand, 0, 0, 0, 0);
  }

  /**
   * Elements of a micro-batch that wait for the backward pass, which always reaches the decoder.
   */
  private static long keptElements(VlmConfig config, StageSettings stage, boolean trainsVision) {
    boolean recomputes = stage.tuning().gradientCheckpointing();
    Qwen2Config language = config.language();
    SiglipConfig vision = config.vision();
    long ofToken =
        kept(recomputes, language.layers(), language.hiddenSize(), keptByLayer(language));
    long ofPatch =
        trainsVision
            ? kept(
                recomputes, config.runningVisionLayers(), vision.hiddenSize(), keptByLayer(vision))
            : widest(vision);
    return stage.batch().microBatch()
        * (tokens(config, stage) * ofToken + vision.patches() * ofPatch);
  }

  /** Recomputation keeps each layer's input, and what one layer keeps while its turn is. */
  private static long kept(boolean recomputes, int layers, long width, long byLayer) {
    return recomputes ? layers * width + byLayer : layers * byLayer;
  }

  /**
   * Both norms' inputs, halves and results, q, k, v, attention and its rows, the residual; gate,
   * its SiLU, up and their product.
   */
  private static long keptByLayer(Qwen2Config language) {
    return 11L * language.hiddenSize() + 4L * language.intermediateSize();
  }

  /** The same of a pre-norm layer with an MLP of one activation. */
  private static long keptByLayer(SiglipConfig vision) {
    return 9L * vision.hiddenSize() + 2L * vision.intermediateSize();
  }

  /** Without a graph: residual, norm and the MLP's three or two. */
  private static long widest(Qwen2Config language) {
    return 3L * language.hiddenSize() + 3L * language.intermediateSize();
  }

  private static long widest(SiglipConfig vision) {
    return 3L * vision.hiddenSize() + 2L * vision.intermediateSize();
  }

  private static int tokens(VlmConfig config, StageSettings stage) {
    return Math.min(stage.data().modelMaxLength(), config.visualTokens() + TEXT_TOKENS);
  }

  /** A frozen output head. */
  public long headBytes(Qwen2Config language) {
    return (long) frozenWeightBytes * language.vocabSize() * language.hiddenSize();
  }
}
