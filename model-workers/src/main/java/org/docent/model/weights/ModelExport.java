package org.docent.model.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

  static final String PREPROCESSOR = "preprocessor_config.json";
  private static final String CONFIG = "config.json";

  private ModelExport() {}

  /** Writes a whole model, cut into shards where Hugging Face does. */
  public static void write(Path folder, ExportedModel model, ModelLayout layout) {
    write(folder, model, layout, SafetensorsWriter.DEFAULT_SHARD_BYTES);
  }

  /**
   * Writes a whole model, float32 where it was trained. {@link ModelLayout#HUGGING_FACE} loads in
   * transformers as LlavaForConditionalGeneration, {@link ModelLayout#TINYLLAVA} in LLaVA-KD's and
   * TinyLLaVA's {@code from_pretrained}; {@link ModelLayout#TINYLLAVA_SPLIT} is what TinyLLaVA's
   * training starts from, one torch.save file a part.
   *
   * @param maxShardBytes where safetensors are cut; a split layout is not
   * @throws DocentException when the disk does not take it or there is no tokenizer
   */
  public static void write(
      Path folder, ExportedModel model, ModelLayout layout, long maxShardBytes) {
    if (layout == ModelLayout.SINGLE_PART) {
      throw new IllegalArgumentException("a whole model cannot be laid out as " + layout);
    }
    TokenizerFiles tokenizer = new TokenizerFiles(model.tokenizerSource());
    begin(folder);
    if (layout == ModelLayout.TINYLLAVA_SPLIT) {
      writeSplit(folder, model);
    } else {
      SafetensorsWriter.writeFolder(folder, stored(model, layout), maxShardBytes);
    }
    tokenizer.copyTo(folder);
    ConfigWriter.write(folder.resolve(PREPROCESSOR), ConfigWriter.preprocessor(model.config()));
    ConfigWriter.write(
        folder.resolve(CONFIG),
        layout.isTinyLlava()
            ? ConfigWriter.tinyLlava(model, !tokenizer.hasSlowFiles())
            : ConfigWriter.huggingFace(model, imageTokenId(model, tokenizer)));
  }

  /**
   * Writes what a configuration of TinyLLaVA may name as its base models: {@code qwen2/} with sizes
   * and tokenizer, {@code siglip/} with sizes and image processor, no weights.
   *
   * @param place where {@code folder} will stand at last
   */
  static BaseNames writeBases(Path folder, ExportedModel model, Path place) {
    Path language = folder.resolve("qwen2");
    Path vision = folder.resolve("siglip");
    begin(language);
    begin(vision);
    new TokenizerFiles(model.tokenizerSource()).copyTo(language);
    ConfigWriter.write(language.resolve(CONFIG), model.config().language().toJson());
    ConfigWriter.write(vision.resolve(PREPROCESSOR), ConfigWriter.preprocessor(model.config()));
    ConfigWriter.write(
        vision.resolve(CONFIG),
        ConfigWriter.vision(model.config().vision(), model.part(Part.VISION_TOWER)));
    return new BaseNames(place.resolve("qwen2").toString(), place.resolve("siglip").toString());
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

  private static void writeSplit(Path folder, ExportedModel model) {
    for (Part part : Part.values()) {
      Path own = folder.resolve(part.name().toLowerCase(Locale.ROOT));
      begin(own);
      PickleWriter.write(
          own.resolve(WeightFiles.PICKLE), stored(model, part, ModelLayout.TINYLLAVA_SPLIT));
    }
    ConfigWriter.write(
        folder.resolve("language_model").resolve(CONFIG), model.config().language().toJson());
    ConfigWriter.write(
        folder.resolve("vision_tower").resolve(CONFIG),
        ConfigWriter.vision(model.config().vision(), model.part(Part.VISION_TOWER)));
  }

  /** Makes the folder alone: one above it that was taken away must not come back. */
  private static void begin(Path folder) {
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectory(folder);
      }
      Files.deleteIfExists(folder.resolve(CONFIG));
    } catch (IOException e) {
      throw Disk.failure("write " + folder, folder, e);
    }
  }

  private static List<NamedTensor> stored(ExportedModel model, ModelLayout layout) {
    List<NamedTensor> stored = new ArrayList<>();
    for (Part part : Part.values()) {
      stored.addAll(stored(model, part, layout));
    }
    return stored;
  }

  private static List<NamedTensor> stored(ExportedModel model, Part part, ModelLayout layout) {
    return model.part(part).stream()
        .map(tensor -> tensor.renamed(layout.storedName(new PartTensor(part, tensor.name()))))
        .toList();
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
