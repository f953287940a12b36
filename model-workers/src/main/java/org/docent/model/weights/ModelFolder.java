package org.docent.model.weights;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.docent.model.storage.IoReason;
import org.docent.model.vlm.Part;
import org.docent.model.vlm.Qwen2Config;
import org.docent.model.vlm.SiglipConfig;
import org.docent.model.vlm.VlmConfig;
import org.docent.protocol.failure.DocentException;

/**
 * A folder with a model or one of its parts: {@code config.json}, weights and, with a language
 * model, a tokenizer. Reads what Hugging Face saves of Llava, Qwen2 and SigLIP and what TinyLLaVA
 * saves, in one piece or split over {@code vision_tower/ connector/ language_model/}.
 */
public final class ModelFolder implements Closeable {

  private static final String CONFIG = "config.json";
  private static final String TOKENIZER = "tokenizer.json";
  private static final List<String> SPLIT = List.of("vision_tower", "connector", "language_model");

  private final Path folder;
  private final JsonNode json;
  private final List<WeightSource> sources;
  private final Map<Part, PartWeights> parts;

  private ModelFolder(Path folder, JsonNode json, List<WeightSource> sources) {
    this.folder = folder;
    this.json = json;
    this.sources = sources;
    Set<Part> described = described();
    boolean tied = described.contains(Part.LANGUAGE_MODEL) && language().tied();
    this.parts =
        PartWeights.sort(
            sources.size() == 1 ? sources.get(0).origin() : folder.toString(),
            sources,
            tensor ->
                described.contains(tensor.part())
                    && !(tied && tensor.name().equals("lm_head.weight")));
  }

  /**
   * Opens {@code folder}.
   *
   * @throws DocentException when its configuration or weights are missing, broken or of a kind
   *     there is no code for
   */
  public static ModelFolder open(Path folder) {
    JsonNode json = readConfig(folder);
    List<WeightSource> sources = openWeights(folder);
    try {
      return new ModelFolder(folder, json, sources);
    } catch (DocentException e) {
      sources.forEach(WeightSource::close);
      throw e;
    }
  }

  public Path path() {
    return folder;
  }

  /** The parts there are weights of. */
  public Set<Part> parts() {
    return Set.copyOf(parts.keySet());
  }

  /** The whole model; a fault when the folder describes one part. */
  public VlmConfig config() {
    return VlmConfig.fromJson(json, origin());
  }

  /** The vision tower, of the whole model or alone. */
  public SiglipConfig vision() {
    return isWhole() ? config().vision() : SiglipConfig.fromJson(json, origin());
  }

  /** The language model, of the whole model or alone. */
  public Qwen2Config language() {
    return isWhole() ? config().language() : Qwen2Config.fromJson(json, origin());
  }

  /** How pictures were brought to size for this model: {@code square}, {@code pad}, if it says. */
  public Optional<String> imageAspectRatio() {
    return Optional.ofNullable(json.path("image_aspect_ratio").textValue());
  }

  /** The models its parts come from, if its configuration names them. */
  BaseNames baseNames() {
    return new BaseNames(
        json.path(BaseNames.LANGUAGE_KEY).textValue(), json.path(BaseNames.VISION_KEY).textValue());
  }

  /**
   * The tensors of {@code part} under their plain names, open as long as this folder is. Includes
   * what the forward pass does not use; leaves out the head of a tied language model.
   *
   * @throws DocentException when there are none
   */
  public WeightSource part(Part part) {
    PartWeights weights = parts.get(part);
    if (weights == null) {
      throw DocentException.stop(
          "%s: there is no tensor of part %s, only of %s".formatted(folder, part, parts.keySet()));
    }
    return weights;
  }

  /** The tokenizer's file, {@code tokenizer.json}. */
  public Path tokenizer() {
    return Stream.of(folder, folder.resolve("language_model"))
        .map(place -> place.resolve(TOKENIZER))
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(
            () -> DocentException.stop(folder + ": there is no " + TOKENIZER + "; copy it there"));
  }

  @Override
  public void close() {
    sources.forEach(WeightSource::close);
  }

  private Set<Part> described() {
    if (isWhole()) {
      return EnumSet.allOf(Part.class);
    }
    return switch (modelType()) {
      case "qwen2" -> EnumSet.of(Part.LANGUAGE_MODEL);
      case "siglip", "siglip_vision_model" -> EnumSet.of(Part.VISION_TOWER);
      default ->
          throw DocentException.stop(
              "%s: model_type is '%s'; supported: llava, tinyllava, qwen2, siglip, siglip_vision_model"
                  .formatted(origin(), modelType()));
    };
  }

  /** Whether its configuration describes a whole multimodal model. */
  public boolean isWhole() {
    return modelType().equals("llava") || modelType().equals("tinyllava");
  }

  private String modelType() {
    return json.path("model_type").asText();
  }

  private String origin() {
    return folder.resolve(CONFIG).toString();
  }

  private static JsonNode readConfig(Path folder) {
    Path file = folder.resolve(CONFIG);
    if (!Files.isRegularFile(file)) {
      throw DocentException.stop(file + ": there is no such file; give the folder of a model");
    }
    try {
      JsonNode json = new ObjectMapper().readTree(file.toFile());
      if (!json.hasNonNull("model_type")) {
        throw DocentException.stop(
            file + ": it has no model_type; give the config.json that belongs to the weights");
      }
      return json;
    } catch (IOException e) {
      throw DocentException.stop(file + ": cannot be read as JSON: " + IoReason.of(e), e);
    }
  }

  private static List<WeightSource> openWeights(Path folder) {
    boolean split =
        !WeightFiles.inside(folder) && Files.isDirectory(folder.resolve("language_model"));
    if (!split) {
      return List.of(WeightFiles.open(folder));
    }
    List<WeightSource> sources = new ArrayList<>();
    try {
      SPLIT.forEach(part -> sources.add(WeightFiles.open(folder.resolve(part))));
      return sources;
    } catch (DocentException e) {
      sources.forEach(WeightSource::close);
      throw e;
    }
  }
}
