package org.docent.model.vlm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Locale;

/**
 * A vision-language model: pictures pass the vision tower, a selection of rows and the connector,
 * and stand among the tokens of the language model.
 *
 * @param visionFeatureLayer whose hidden state is the feature: 0 is the embeddings, i the output of
 *     layer i; below 0 it counts from the last, so -2 leaves the last layer out
 */
public record VlmConfig(
    SiglipConfig vision,
    ConnectorConfig connector,
    Qwen2Config language,
    int visionFeatureLayer,
    VisualSelection selection) {

  /** The feature layer of both layouts when none is named. */
  public static final int DEFAULT_FEATURE_LAYER = -2;

  public VlmConfig {
    if (connector.inputSize() != vision.hiddenSize()
        || connector.outputSize() != language.hiddenSize()) {
      throw new IllegalArgumentException(
          "%s does not join a vision width of %d to a language width of %d"
              .formatted(connector, vision.hiddenSize(), language.hiddenSize()));
    }
    if (visionFeatureLayer < -vision.layers() - 1 || visionFeatureLayer > vision.layers()) {
      throw new IllegalArgumentException(
          "vision_feature_layer %d must be within %d layers"
              .formatted(visionFeatureLayer, vision.layers()));
    }
  }

  /** Joins two parts by a connector that fits, with the usual feature layer. */
  public static VlmConfig join(
      SiglipConfig vision, Qwen2Config language, VisualSelection selection) {
    ConnectorConfig connector = new ConnectorConfig(vision.hiddenSize(), language.hiddenSize());
    return new VlmConfig(vision, connector, language, DEFAULT_FEATURE_LAYER, selection);
  }

  /**
   * Reads a {@code config.json} of {@code model_type} llava (Hugging Face) or tinyllava.
   *
   * @throws org.docent.protocol.failure.DocentException naming the key, its value and the rule
   */
  public static VlmConfig fromJson(JsonNode json, String origin) {
    ConfigReader keys = new ConfigReader(json, origin);
    boolean tiny = keys.only("model_type", "none", "llava", "tinyllava").equals("tinyllava");
    keys.refuseQuantized();
    if (tiny) {
      keys.onlyArchitecture(
          "a class of TinyLLaVA or LLaVA-KD",
          name -> name.toLowerCase(Locale.ROOT).contains("llava"));
    } else {
      keys.onlyArchitecture("LlavaForConditionalGeneration");
    }
    ConfigReader visionKeys = keys.inside("vision_config");
    ConfigReader textKeys = keys.inside("text_config");
    visionKeys.only(
        "model_type", tiny ? "siglip_vision_model" : "clip_vision_model", "siglip_vision_model");
    textKeys.only("model_type", tiny ? "qwen2" : "llama", "qwen2");
    if (tiny) {
      keys.only("connector_type", "mlp2x_gelu", "mlp2x_gelu");
    } else {
      keys.only("projector_hidden_act", "gelu", "gelu");
      keys.only("multimodal_projector_bias", "true", "true");
    }
    SiglipConfig vision = SiglipConfig.read(visionKeys);
    boolean tiedAbove = tiny && keys.flag("tie_word_embeddings", false);
    Qwen2Config language = Qwen2Config.read(textKeys, tiedAbove);
    ConnectorConfig connector = new ConnectorConfig(vision.hiddenSize(), language.hiddenSize());
    int layer = keys.integer("vision_feature_layer", DEFAULT_FEATURE_LAYER);
    VisualSelection selection = selection(keys, tiny);
    return keys.make(() -> new VlmConfig(vision, connector, language, layer, selection));
  }

  /** Vision layers that run: later ones do not touch the feature. */
  public int runningVisionLayers() {
    return visionFeatureLayer < 0 ? vision.layers() + 1 + visionFeatureLayer : visionFeatureLayer;
  }

  /** Rows a picture takes among the tokens. */
  public int visualTokens() {
    return vision.patches() - selection.dropped();
  }

  /**
   * Shape by plain name of the parameters of {@code part} that run, in the order of its forward
   * pass.
   */
  @SuppressWarnings("NonApiType") // the order is part of the answer
  public LinkedHashMap<String, long[]> parameterShapes(Part part) {
    return switch (part) {
      case VISION_TOWER -> vision.parameterShapes(runningVisionLayers());
      case CONNECTOR -> connector.parameterShapes();
      case LANGUAGE_MODEL -> language.parameterShapes();
    };
  }

  private static VisualSelection selection(ConfigReader keys, boolean tiny) {
    String key = "vision_feature_select_strategy";
    String first = tiny ? "patch" : "default";
    String all = tiny ? "cls_patch" : "full";
    return keys.only(key, first, first, all).equals(first)
        ? VisualSelection.PATCH
        : VisualSelection.CLS_PATCH;
  }
}
