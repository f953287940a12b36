package org.docent.model.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import org.docent.model.storage.DurableFile;
import org.docent.model.vlm.Part;
import org.docent.model.vlm.SiglipConfig;
import org.docent.model.vlm.VlmConfig;

/** The configuration files that make an exported folder readable by others. */
final class ConfigWriter {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Stands for a picture in TinyLLaVA's token lists; no row of an embedding. */
  private static final int TINYLLAVA_IMAGE_TOKEN = -200;

  private ConfigWriter() {}

  /** The configuration of LlavaForConditionalGeneration. */
  static ObjectNode huggingFace(ExportedModel model, int imageTokenId) {
    VlmConfig config = model.config();
    return common(model)
        .put("model_type", "llava")
        .put("image_token_index", imageTokenId)
        .put("image_seq_length", config.visualTokens())
        .put("projector_hidden_act", "gelu")
        .put("multimodal_projector_bias", true)
        .put("vision_feature_select_strategy", config.selection().huggingFaceName())
        .set("architectures", JSON.createArrayNode().add("LlavaForConditionalGeneration"));
  }

  /** The configuration of TinyLLaVA's checkpoints, in one piece or split. */
  static ObjectNode tinyLlava(ExportedModel model, boolean fastTokenizer) {
    VlmConfig config = model.config();
    BaseNames names = model.baseNames();
    ObjectNode json =
        common(model)
            .put("model_type", "tinyllava")
            .put("connector_type", "mlp2x_gelu")
            .put("ignore_index", -100)
            .put("image_token_index", TINYLLAVA_IMAGE_TOKEN)
            .put("hidden_size", config.language().hiddenSize())
            .put("vocab_size", config.language().vocabSize())
            .put("vision_hidden_size", config.vision().hiddenSize())
            .put("tokenizer_padding_side", "right")
            .put("tokenizer_model_max_length", 2048)
            .put("tokenizer_use_fast", fastTokenizer)
            .put("vision_feature_select_strategy", config.selection().tinyLlavaName());
    json.set("architectures", JSON.createArrayNode().add("TinyLlavaForConditionalGeneration"));
    if (names.language() != null) {
      json.put(BaseNames.LANGUAGE_KEY, names.language());
      json.put("tokenizer_name_or_path", names.language());
    }
    return names.vision() == null ? json : json.put(BaseNames.VISION_KEY, names.vision());
  }

  /** The configuration of SiglipVisionModel. */
  static ObjectNode vision(SiglipConfig config, List<NamedTensor> tensors) {
    boolean head =
        tensors.stream().anyMatch(tensor -> tensor.name().startsWith("vision_model.head."));
    return head ? config.toJson() : config.toJson().put("vision_use_head", false);
  }

  /** What transformers' SiglipImageProcessor needs to prepare pictures as the model was trained. */
  static ObjectNode preprocessor(VlmConfig config) {
    int side = config.vision().imageSize();
    ObjectNode json =
        JSON.createObjectNode()
            .put("image_processor_type", "SiglipImageProcessor")
            .put("do_resize", true)
            .put("resample", 3)
            .put("do_rescale", true)
            .put("rescale_factor", 1 / 255.0)
            .put("do_normalize", true);
    json.putObject("size").put("height", side).put("width", side);
    json.putArray("image_mean").add(0.5).add(0.5).add(0.5);
    json.putArray("image_std").add(0.5).add(0.5).add(0.5);
    return json;
  }

  static void write(Path file, JsonNode json) {
    try {
      DurableFile.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON nodes is always JSON", e);
    }
  }

  private static ObjectNode common(ExportedModel model) {
    VlmConfig config = model.config();
    ObjectNode json =
        JSON.createObjectNode()
            .put("torch_dtype", dtype(model.part(Part.LANGUAGE_MODEL)))
            .put("tie_word_embeddings", config.language().tied())
            .put("vision_feature_layer", config.visionFeatureLayer())
            .put("image_aspect_ratio", model.imageAspectRatio());
    json.set("vision_config", vision(config.vision(), model.part(Part.VISION_TOWER)));
    json.set("text_config", config.language().toJson());
    return json;
  }

  /** What transformers calls the type of the tensors, float32 where they have several. */
  private static String dtype(List<NamedTensor> tensors) {
    List<ElementType> types =
        tensors.stream().map(tensor -> tensor.spec().type()).distinct().toList();
    return types.equals(List.of(ElementType.BF16))
        ? "bfloat16"
        : types.equals(List.of(ElementType.F16)) ? "float16" : "float32";
  }
}
