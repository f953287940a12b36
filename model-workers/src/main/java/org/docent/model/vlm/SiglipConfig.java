package org.docent.model.vlm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;

/**
 * Sizes of a SigLIP vision tower: a pre-norm transformer over square patches without a class token.
 */
public record SiglipConfig(
    int hiddenSize,
    int intermediateSize,
    int layers,
    int heads,
    int imageSize,
    int patchSize,
    double layerNormEps) {

  private static final int CHANNELS = 3;

  public SiglipConfig {
    Sizes.positive("intermediate_size", intermediateSize);
    Sizes.layers(layers);
    Sizes.positive("patch_size", patchSize);
    Sizes.positive("layer_norm_eps", layerNormEps);
    Sizes.divides("num_attention_heads", heads, "hidden_size", hiddenSize);
    if (imageSize < patchSize) {
      throw new IllegalArgumentException(
          "image_size %d must be at least patch_size %d".formatted(imageSize, patchSize));
    }
  }

  /**
   * Reads a {@code config.json} of {@code model_type} siglip_vision_model, or of siglip with a
   * {@code vision_config} inside; a missing key has Hugging Face's default.
   *
   * @throws org.docent.protocol.failure.DocentException naming the key, its value and the rule
   */
  public static SiglipConfig fromJson(JsonNode json, String origin) {
    ConfigReader keys = new ConfigReader(json, origin);
    String type = keys.only("model_type", "none", "siglip_vision_model", "siglip");
    keys.onlyArchitecture("SiglipVisionModel", "SiglipModel");
    keys.refuseQuantized();
    return read(type.equals("siglip") ? keys.inside("vision_config") : keys);
  }

  static SiglipConfig read(ConfigReader keys) {
    keys.onlyArchitecture("SiglipVisionModel", "SiglipModel");
    keys.refuseQuantized();
    keys.only("hidden_act", "gelu_pytorch_tanh", "gelu_pytorch_tanh");
    if (keys.integer("num_channels", CHANNELS) != CHANNELS) {
      throw keys.fault("num_channels", "only pictures of 3 channels are supported");
    }
    return keys.make(
        () ->
            new SiglipConfig(
                keys.integer("hidden_size", 768),
                keys.integer("intermediate_size", 3072),
                keys.integer("num_hidden_layers", 12),
                keys.integer("num_attention_heads", 12),
                keys.integer("image_size", 224),
                keys.integer("patch_size", 16),
                keys.number("layer_norm_eps", 1e-6)));
  }

  public int headSize() {
    return hiddenSize / heads;
  }

  /** Patches of a picture; pixels beyond the last whole patch of a side are not seen. */
  public int patches() {
    int side = imageSize / patchSize;
    return side * side;
  }

  /** Shape by name of the parameters of the embeddings and of all layers. */
  @SuppressWarnings("NonApiType") // the order is part of the answer
  public LinkedHashMap<String, long[]> parameterShapes() {
    return parameterShapes(layers);
  }

  /**
   * Shape by name of the parameters of the embeddings and the first {@code runningLayers} layers,
   * in the order in which the forward pass takes them.
   */
  @SuppressWarnings("NonApiType") // the order is part of the answer
  public LinkedHashMap<String, long[]> parameterShapes(int runningLayers) {
    long d = hiddenSize;
    long ffn = intermediateSize;
    LinkedHashMap<String, long[]> shapes = new LinkedHashMap<>();
    String embeddings = "vision_model.embeddings.";
    shapes.put(
        embeddings + "patch_embedding.weight", new long[] {d, CHANNELS, patchSize, patchSize});
    shapes.put(embeddings + "patch_embedding.bias", new long[] {d});
    shapes.put(embeddings + "position_embedding.weight", new long[] {patches(), d});
    for (int i = 0; i < runningLayers; i++) {
      String layer = "vision_model.encoder.layers." + i + ".";
      put(shapes, layer + "layer_norm1", d);
      put(shapes, layer + "self_attn.q_proj", d, d);
      put(shapes, layer + "self_attn.k_proj", d, d);
      put(shapes, layer + "self_attn.v_proj", d, d);
      put(shapes, layer + "self_attn.out_proj", d, d);
      put(shapes, layer + "layer_norm2", d);
      put(shapes, layer + "mlp.fc1", ffn, d);
      put(shapes, layer + "mlp.fc2", d, ffn);
    }
    return shapes;
  }

  /** The keys Hugging Face reads. */
  public ObjectNode toJson() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("model_type", "siglip_vision_model")
        .put("hidden_size", hiddenSize)
        .put("intermediate_size", intermediateSize)
        .put("num_hidden_layers", layers)
        .put("num_attention_heads", heads)
        .put("num_channels", CHANNELS)
        .put("image_size", imageSize)
        .put("patch_size", patchSize)
        .put("layer_norm_eps", layerNormEps)
        .put("hidden_act", "gelu_pytorch_tanh");
  }

  private static void put(LinkedHashMap<String, long[]> shapes, String module, long... weight) {
    shapes.put(module + ".weight", weight);
    shapes.put(module + ".bias", new long[] {weight[0]});
  }
}
