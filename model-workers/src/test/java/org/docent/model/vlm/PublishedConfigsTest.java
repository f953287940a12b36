package org.docent.model.vlm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The configurations of the models that recipes name, with every key as they were published. */
class PublishedConfigsTest {

  private static final String QWEN =
      """
      {"architectures": ["Qwen2ForCausalLM"], "attention_dropout": 0.0, "bos_token_id": 151643,
       "eos_token_id": 151643, "hidden_act": "silu", "hidden_size": %d, "initializer_range": 0.02,
       "intermediate_size": %d, "max_position_embeddings": 32768, "max_window_layers": 21,
       "model_type": "qwen2", "num_attention_heads": %d, "num_hidden_layers": %d,
       "num_key_value_heads": %d, "rms_norm_eps": 1e-06, "rope_theta": %s,
       "sliding_window": 32768, "tie_word_embeddings": %s, "torch_dtype": "bfloat16",
       "transformers_version": "4.37.0", "use_cache": true, "use_sliding_window": false,
       "vocab_size": %d}
      """;

  /** Millions to the tenth, or to the ten where a model card gives no more. */
  @ParameterizedTest
  @CsvSource({
    "Qwen1.5-0.5B, 1024,  2816, 24, 16, 16, 1000000.0, true,  151936, 464.0, 0.05",
    "Qwen1.5-1.8B, 2048,  5504, 24, 16, 16, 1000000.0, false, 151936, 1836.8, 0.05",
    "Qwen1.5-4B,   2560,  6912, 40, 20, 20, 5000000.0, false, 151936, 3950.4, 0.05",
    "Qwen1.5-7B,   4096, 11008, 32, 32, 32, 1000000.0, false, 151936, 7721.3, 0.05",
    "Qwen2-0.5B,    896,  4864, 24, 14,  2, 1000000.0, true,  151936, 494.0, 0.05",
    "Qwen2.5-0.5B,  896,  4864, 24, 14,  2, 1000000.0, true,  151936, 494.0, 0.05",
    "Qwen2.5-1.5B, 1536,  8960, 28, 12,  2, 1000000.0, true,  151936, 1540, 5",
    "Qwen2.5-3B,   2048, 11008, 36, 16,  2, 1000000.0, true,  151936, 3090, 5",
    "Qwen2.5-7B,   3584, 18944, 28, 28,  4, 1000000.0, false, 152064, 7610, 6",
  })
  void aLanguageModelHasThePublishedParameters(
      String name,
      int hidden,
      int intermediate,
      int layers,
      int heads,
      int kvHeads,
      String theta,
      boolean tied,
      int vocabulary,
      double millions,
      double tolerance) {
    String json =
        QWEN.formatted(hidden, intermediate, heads, layers, kvHeads, theta, tied, vocabulary);

    Qwen2Config config = Qwen2Config.fromJson(json(json), name);

    assertThat(config)
        .isEqualTo(
            new Qwen2Config(
                vocabulary,
                hidden,
                intermediate,
                layers,
                heads,
                kvHeads,
                Double.parseDouble(theta),
                1e-6,
                tied,
                151643,
                32768));
    assertThat(count(config.parameterShapes()) / 1e6).isCloseTo(millions, within(tolerance));
    assertThat(Qwen2Config.fromJson(config.toJson(), name)).isEqualTo(config);
  }

  @Test
  void theVisionTowerIsReadFromTheWholeModelsConfiguration() {
    SiglipConfig config =
        SiglipConfig.fromJson(
            json(
                """
                {"architectures": ["SiglipModel"], "initializer_factor": 1.0, "model_type": "siglip",
                 "text_config": {"hidden_size": 1152, "intermediate_size": 4304,
                   "model_type": "siglip_text_model", "num_attention_heads": 16,
                   "num_hidden_layers": 27},
                 "torch_dtype": "float32", "transformers_version": "4.37.0.dev0",
                 "vision_config": {"hidden_size": 1152, "image_size": 384,
                   "intermediate_size": 4304, "model_type": "siglip_vision_model",
                   "num_attention_heads": 16, "num_hidden_layers": 27, "patch_size": 14}}
                """),
            "siglip-so400m-patch14-384");

    assertThat(config).isEqualTo(new SiglipConfig(1152, 4304, 27, 16, 384, 14, 1e-6));
    assertThat(config.patches()).isEqualTo(729);
    assertThat(count(config.parameterShapes())).isEqualTo(412_984_944);
    assertThat(config.parameterShapes().get("vision_model.embeddings.patch_embedding.weight"))
        .containsExactly(1152, 3, 14, 14);
  }

  private static long count(Map<String, long[]> shapes) {
    return shapes.values().stream()
        .mapToLong(shape -> Arrays.stream(shape).reduce(1, (a, b) -> a * b))
        .sum();
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
