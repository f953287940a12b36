package org.docent.model.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.docent.model.storage.Disk;
import org.docent.model.vlm.Part;
import org.docent.model.vlm.Qwen2Config;
import org.docent.model.vlm.SiglipConfig;
import org.docent.protocol.failure.DocentException;

/**
 * Writes a model as a folder: weights, tokenizer files, {@code preprocessor_config.json} and, last,
 * {@code config.json}. A folder without {@code config.json} is no model, so a write that was cut
 * off is never taken for one.
 */
public final class ModelExport {

  private static final String CONFIG = "config.json";

  private ModelExport() {}

  /**
   * Writes a whole model, float32 where it was trained. {@link ModelLayout#HUGGING_FACE} loads in
   * transformers as LlavaForConditionalGeneration.
   *
   * @throws DocentException when the disk does not take it or there is no tokenizer
   */
  public static void write(Path folder, ExportedModel model, ModelLayout layout) {
    if (layout == ModelLayout.SINGLE_PART) {
      throw new IllegalArgumentException("a whole model cannot be laid out as " + layout);
    }
    TokenizerFiles tokenizer = new TokenizerFiles(model.tokenizerSource());
    begin(folder);
    SafetensorsWriter.writeFolder(
        folder, stored(model, layout), SafetensorsWriter.DEFAULT_SHARD_BYTES);
    tokenizer.copyTo(folder);
    ConfigWriter.write(
        folder.resolve("preprocessor_config.json"), ConfigWriter.preprocessor(model.config()));
    ConfigWriter.write(
        folder.resolve(CONFIG),
        layout == ModelLayout.TINYLLAVA
            ? ConfigWriter.tinyLlava(model)
            : ConfigWriter.huggingFace(model, imageTokenId(model, tokenizer)));
  }

  /** Writes a language model alone, loadable as Qwen2ForCausalLM. */
  public static void writeLanguageModel(
      Path folder, Qwen2Config config, List<NamedTensor> tensors, Path tokenizerSource) {
    TokenizerFiles tokenizer = new TokenizerFiles(tokenizerSource);
    begin(folder);
    SafetensorsWriter.writeFolder(folder, tensors, SafetensorsWriter.DEFAULT_SHARD_BYTES);
    tokenizer.copyTo(folder);
    ConfigWriter.write(folder.resolve(CONFIG), config.toJson());
  }

  /** Writes a vision tower alone, loadable as SiglipVisionModel. */
  public static void writeVisionTower(Path folder, SiglipConfig config, List<NamedTensor> tensors) {
    begin(folder);
    SafetensorsWriter.writeFolder(folder, tensors, SafetensorsWriter.DEFAULT_SHARD_BYTES);
    ConfigWriter.write(folder.resolve(CONFIG), ConfigWriter.vision(config, tensors));
  }

  private static void begin(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.deleteIfExists(folder.resolve(CONFIG));
    } catch (IOException e) {
      throw Disk.failure("write " + folder, folder, e);
    }
  }

  private static List<NamedTensor> stored(ExportedModel model, ModelLayout layout) {
    List<NamedTensor> stored = new ArrayList<>();
    model
        .parts()
        .forEach(
            (part, tensors) ->
                tensors.forEach(tensor -> stored.add(renamed(part, tensor, layout))));
    return stored;
  }

  private static NamedTensor renamed(Part part, NamedTensor tensor, ModelLayout layout) {
    String name = layout.storedName(new PartTensor(part, tensor.name()));
    return new NamedTensor(tensor.spec().renamed(name), tensor.bytes());
  }

  /**
   * transformers embeds this id before it puts the picture there, so it must be a row of the
   * embedding: the tokenizer's own {@code <image>}, or the last row, which in a Qwen2 vocabulary is
   * padding.
   */
  private static int imageTokenId(ExportedModel model, TokenizerFiles tokenizer) {
    return tokenizer.addedToken("<image>").orElse(model.config().language().vocabSize() - 1);
  }
}
