package org.docent.model.weights;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.docent.model.vlm.ConnectorConfig;
import org.docent.model.vlm.Part;
import org.docent.model.vlm.Qwen2Config;
import org.docent.model.vlm.SiglipConfig;
import org.docent.model.vlm.VisualSelection;
import org.docent.model.vlm.VlmConfig;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.settings.ModelSettings;
import org.docent.protocol.settings.VisionSettings;
import org.jspecify.annotations.Nullable;

/** Puts a model together: each part from the folder named for it, else from the whole model's. */
final class ModelAssembly {

  private final String role;
  private final ModelSettings settings;
  private final @Nullable ModelFolder whole;
  private final Map<Part, WeightSource> parts = new EnumMap<>(Part.class);

  ModelAssembly(String role, ModelSettings settings) {
    this.role = role;
    this.settings = settings;
    this.whole = settings.modelPath() == null ? null : ModelFolder.open(settings.modelPath());
  }

  ModelSource open(@Nullable VisionSettings vision, @Nullable Long connectorSeed) {
    if (vision == null && whole != null && !whole.isWhole()) {
      Path path = whole.path();
      whole.close();
      throw DocentException.stop(
          "%s is no multimodal model: it must have vision tower, connector and language model"
              .formatted(path));
    }
    SiglipConfig siglip = vision();
    Qwen2Config qwen2 = language();
    VlmConfig config = config(siglip, qwen2, vision);
    parts.put(Part.CONNECTOR, connector(config.connector(), connectorSeed));
    return new ModelSource(role, config, parts, tokenizer(), baseNames());
  }

  private SiglipConfig vision() {
    ModelFolder folder = folderOf(Part.VISION_TOWER, settings.visionTower(), "vision-tower");
    parts.put(Part.VISION_TOWER, folder.part(Part.VISION_TOWER));
    return folder.vision();
  }

  private Qwen2Config language() {
    ModelFolder folder = folderOf(Part.LANGUAGE_MODEL, settings.languageModel(), "language-model");
    parts.put(Part.LANGUAGE_MODEL, folder.part(Part.LANGUAGE_MODEL));
    return folder.language();
  }

  private ModelFolder folderOf(Part part, @Nullable Path own, String key) {
    if (own != null) {
      ModelFolder opened = ModelFolder.open(own);
      if (!opened.parts().contains(part)) {
        opened.close();
        throw DocentException.stop(
            "%s.%s is %s, which has no %s: name the folder of one".formatted(role, key, own, key));
      }
      return opened;
    }
    if (whole != null && whole.parts().contains(part)) {
      return whole;
    }
    throw DocentException.stop(
        whole == null
            ? "%s.%s is not set and there is no %s.model-path: name one of them"
                .formatted(role, key, role)
            : "%s.model-path %s has no %s: name its folder as %s.%s"
                .formatted(role, whole.path(), key, role, key));
  }

  private VlmConfig config(
      SiglipConfig siglip, Qwen2Config qwen2, @Nullable VisionSettings vision) {
    if (whole != null && whole.isWhole()) {
      VlmConfig own = whole.config();
      return new VlmConfig(
          siglip,
          new ConnectorConfig(siglip.hiddenSize(), qwen2.hiddenSize()),
          qwen2,
          own.visionFeatureLayer(),
          own.selection());
    }
    if (vision == null) {
      throw new IllegalStateException("parts need to be told how visual tokens are taken");
    }
    try {
      return new VlmConfig(
          siglip,
          new ConnectorConfig(siglip.hiddenSize(), qwen2.hiddenSize()),
          qwen2,
          vision.featureLayer(),
          VisualSelection.byKey(vision.featureSelectStrategy()));
    } catch (IllegalArgumentException e) {
      throw DocentException.stop(
          "the %s's parts and vision-feature-layer do not fit: %s".formatted(role, e.getMessage()),
          e);
    }
  }

  private WeightSource connector(ConnectorConfig config, @Nullable Long seed) {
    if (settings.connector() != null) {
      return ConnectorFile.open(settings.connector());
    }
    if (whole != null && whole.parts().contains(Part.CONNECTOR)) {
      return whole.part(Part.CONNECTOR);
    }
    if (seed == null) {
      throw DocentException.stop(
          "the %s has no connector: set %s.connector or a %s.model-path that has one"
              .formatted(role, role, role));
    }
    return new FreshConnector(config, seed);
  }

  private BaseNames baseNames() {
    BaseNames own = whole == null ? BaseNames.NONE : whole.baseNames();
    return new BaseNames(
        settings.languageModel() == null ? own.language() : named(settings.languageModel()),
        settings.visionTower() == null ? own.vision() : named(settings.visionTower()));
  }

  private static String named(Path folder) {
    return folder.toAbsolutePath().normalize().toString();
  }

  private Path tokenizer() {
    if (settings.tokenizer() != null) {
      return settings.tokenizer();
    }
    if (settings.languageModel() != null) {
      return settings.languageModel();
    }
    if (whole == null) {
      throw DocentException.stop(role + ".tokenizer is not set: name a folder with tokenizer.json");
    }
    return whole.tokenizer();
  }
}
