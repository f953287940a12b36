package org.docent.model.vlm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.docent.protocol.failure.DocentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigTest {

  private static final String FILE = "m/config.json";

  /** What the published 1B student says, cut to what is read, with the towers of the recipe. */
  private static final String ONE_BILLION =
      "{'model_type':'tinyllava','connector_type':'mlp2x_gelu','vision_feature_layer':-2,"
          + "'vision_feature_select_strategy':'patch','tie_word_embeddings':true,"
          + "'vision_config':{'model_type':'siglip_vision_model','hidden_size':1152,'intermediate_size':4304,"
          + "'num_hidden_layers':27,'num_attention_heads':16,'image_size':384,'patch_size':14},"
          + "'text_config':{'model_type':'qwen2','hidden_size':1024,'intermediate_size':2816,"
          + "'num_hidden_layers':24,'num_attention_heads':16,'num_key_value_heads':16,'rope_theta':1000000.0}}";

  @Test
  void readsTheOneBillionStudent() {
    VlmConfig config = VlmConfig.fromJson(json(ONE_BILLION), FILE);

    assertThat(config.visualTokens()).isEqualTo(728);
    assertThat(config.runningVisionLayers()).isEqualTo(26);
    assertThat(config.language().tied()).isTrue();
    assertThat(config.language().vocabSize()).isEqualTo(151936);
    assertThat(parameters(config, Part.LANGUAGE_MODEL)).isEqualTo(463_987_712);
    assertThat(parameters(config, Part.CONNECTOR)).isEqualTo(2_230_272);
  }

  @Test
  void givesAMissingKeyTheDefaultOfHuggingFace() {
    assertThat(Qwen2Config.fromJson(json("{'model_type':'qwen2'}"), FILE))
        .isEqualTo(
            new Qwen2Config(151936, 4096, 22016, 32, 32, 32, 10000.0, 1e-6, false, -1, 32768));
    assertThat(SiglipConfig.fromJson(json("{'model_type':'siglip','vision_config':{}}"), FILE))
        .isEqualTo(new SiglipConfig(768, 3072, 12, 12, 224, 16, 1e-6));
  }

  @Test
  void letsEveryHeadHaveItsOwnKeysWhenNothingElseIsPossible() {
    Qwen2Config config =
        Qwen2Config.fromJson(
            json("{'model_type':'qwen2','hidden_size':64,'num_attention_heads':16}"), FILE);
    assertThat(config.kvHeads()).isEqualTo(16);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'rope_parameters':{'rope_theta':5000000.0,'rope_type':'default'}| 5000000",
        "'rope_theta':1000000.0| 1000000",
        "'rope_scaling':null| 10000",
        "'rope_theta':5000000.0,'rope_scaling':{'type':'default'}| 5000000",
        "'rope_parameters':{'rope_theta':7.0,'partial_rotary_factor':1.0}| 7",
      })
  void readsThetaWhereverItStands(String keys, double theta) {
    assertThat(Qwen2Config.fromJson(json("{'model_type':'qwen2'," + keys + "}"), FILE).ropeTheta())
        .isEqualTo(theta);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{}| model_type is missing; without it Hugging Face means 'none'; supported: qwen2",
        "{'model_type':'qwen3'}| model_type is ~qwen3~; supported: qwen2",
        "{'model_type':'qwen2','hidden_act':'gelu'}| hidden_act is ~gelu~; supported: silu",
        "{'model_type':'qwen2','use_sliding_window':true}| use_sliding_window is true; only full attention",
        "{'model_type':'qwen2','layer_types':['full_attention','sliding_attention']}| layer_types is [~full_attention~,~sliding_attention~]; only full_attention is supported, in every layer",
        "{'model_type':'qwen2','layer_types':'full_attention'}| layer_types is ~full_attention~; it must be a list",
        "{'model_type':'qwen2','rope_scaling':{'rope_type':'yarn','factor':4.0}}| rope_scaling.rope_type is ~yarn~; supported: default",
        "{'model_type':'qwen2','rope_scaling':{'type':'linear','factor':4.0}}| rope_scaling.type is ~linear~; supported: default",
        "{'model_type':'qwen2','rope_scaling':{'factor':4.0}}| rope_scaling.factor is 4.0; supported here: rope_type, type",
        "{'model_type':'qwen2','rope_scaling':4}| rope_scaling is 4; it must be an object",
        "{'model_type':'qwen2','rope_parameters':{'full_attention':{'rope_theta':1.0}}}| rope_parameters.full_attention is {~rope_theta~:1.0}; supported here: rope_type, type, rope_theta, partial_rotary_factor",
        "{'model_type':'qwen2','rope_parameters':{'partial_rotary_factor':0.5}}| rope_parameters.partial_rotary_factor is 0.5; only whole heads are rotated",
        "{'model_type':'qwen2','quantization_config':{'bits':4}}| quantization_config is {~bits~:4}; quantized weights are not supported, take the model in F32, F16 or BF16",
        "{'model_type':'qwen2','architectures':['LlamaForCausalLM']}| architectures is [~LlamaForCausalLM~]; with model_type qwen2 it must be Qwen2ForCausalLM",
        "{'model_type':'qwen2','architectures':['Qwen2ForSequenceClassification']}| architectures is [~Qwen2ForSequenceClassification~]; with model_type",
        "{'model_type':'qwen2','num_hidden_layers':2000000000}| num_hidden_layers is 2000000000 but must be 1 to 10000",
        "{'model_type':'qwen2','rope_parameters':{'rope_type':'yarn'}}| rope_parameters.rope_type is ~yarn~; supported: default",
        "{'model_type':'qwen2','head_dim':64}| head_dim is 64; only hidden_size / num_attention_heads",
        "{'model_type':'qwen2','hidden_size':'big'}| hidden_size is ~big~; it must be a whole number",
        "{'model_type':'qwen2','vocab_size':0}| vocab_size is 0 but must be above 0",
        "{'model_type':'qwen2','num_attention_heads':7}| num_attention_heads 7 must be above 0 and divide hidden_size 4096",
        "{'model_type':'qwen2','num_key_value_heads':5}| num_key_value_heads 5 must be above 0 and divide num_attention_heads 32",
      })
  void refusesALanguageModelItHasNoCodeFor(String json, String said) {
    assertThatThrownBy(() -> Qwen2Config.fromJson(json(json), FILE))
        .isInstanceOf(DocentException.class)
        .hasMessageStartingWith(FILE + ": " + said.replace('~', '"'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'model_type':'tinyllava'| 'model_type':'llava'| text_config.model_type is missing; without it Hugging Face means 'llama'",
        "'siglip_vision_model'| 'clip_vision_model'| vision_config.model_type is ~clip_vision_model~; supported: siglip_vision_model",
        "'mlp2x_gelu'| 'resampler'| connector_type is ~resampler~; supported: mlp2x_gelu",
        "'patch'| 'all'| vision_feature_select_strategy is ~all~; supported: patch, cls_patch",
        "'vision_feature_layer':-2| 'vision_feature_layer':[-2,-5]| vision_feature_layer is [-2,-5]; it must be a whole number",
        "'vision_feature_layer':-2| 'vision_feature_layer':-29| vision_feature_layer -29 must be within 27 layers",
        "'model_type':'tinyllava'| 'model_type':'tinyllava','architectures':['Qwen2ForCausalLM']| architectures is [~Qwen2ForCausalLM~]; with model_type tinyllava it must be a class of TinyLLaVA or LLaVA-KD",
        "'model_type':'tinyllava'| 'model_type':'llava','architectures':['LlavaLlamaForCausalLM']| architectures is [~LlavaLlamaForCausalLM~]; with model_type llava it must be LlavaForConditionalGeneration",
        "'model_type':'tinyllava'| 'model_type':'tinyllava','quantization_config':{'load_in_4bit':true}| quantization_config is {~load_in_4bit~:true}; quantized",
        "'patch_size':14| 'patch_size':14,'architectures':['CLIPVisionModel']| vision_config.architectures is [~CLIPVisionModel~]; with model_type siglip_vision_model it must be SiglipVisionModel or SiglipModel",
        "'patch_size':14| 'patch_size':14,'num_channels':1| vision_config.num_channels is 1",
        "'patch_size':14| 'patch_size':500| vision_config: image_size 384 must be at least patch_size 500",
        "'patch_size':14| 'hidden_act':'gelu'| vision_config.hidden_act is ~gelu~; supported: gelu_pytorch_tanh",
      })
  void refusesAModelItHasNoCodeFor(String old, String changed, String said) {
    String json = ONE_BILLION.replace(old, changed);
    if (changed.contains("llava")) {
      json = json.replace("'model_type':'qwen2',", "");
    }
    JsonNode node = json(json);
    assertThatThrownBy(() -> VlmConfig.fromJson(node, FILE))
        .isInstanceOf(DocentException.class)
        .hasMessageStartingWith(FILE + ": " + said.replace('~', '"'));
  }

  @Test
  void listsParametersInTheOrderOfTheForwardPass() {
    Qwen2Config language = new Qwen2Config(40, 16, 24, 1, 4, 2, 1e4, 1e-6, false, 3, 64);
    assertThat(language.parameterShapes().keySet())
        .containsExactly(
            "model.embed_tokens.weight",
            "model.layers.0.input_layernorm.weight",
            "model.layers.0.self_attn.q_proj.weight",
            "model.layers.0.self_attn.q_proj.bias",
            "model.layers.0.self_attn.k_proj.weight",
            "model.layers.0.self_attn.k_proj.bias",
            "model.layers.0.self_attn.v_proj.weight",
            "model.layers.0.self_attn.v_proj.bias",
            "model.layers.0.self_attn.o_proj.weight",
            "model.layers.0.post_attention_layernorm.weight",
            "model.layers.0.mlp.gate_proj.weight",
            "model.layers.0.mlp.up_proj.weight",
            "model.layers.0.mlp.down_proj.weight",
            "model.norm.weight",
            "lm_head.weight");
    assertThat(language.parameterShapes().get("model.layers.0.self_attn.k_proj.weight"))
        .containsExactly(8, 16);
    SiglipConfig vision = new SiglipConfig(16, 24, 3, 2, 48, 16, 1e-6);
    assertThat(vision.parameterShapes(1).keySet())
        .startsWith(
            "vision_model.embeddings.patch_embedding.weight",
            "vision_model.embeddings.patch_embedding.bias",
            "vision_model.embeddings.position_embedding.weight",
            "vision_model.encoder.layers.0.layer_norm1.weight",
            "vision_model.encoder.layers.0.layer_norm1.bias",
            "vision_model.encoder.layers.0.self_attn.q_proj.weight")
        .endsWith("vision_model.encoder.layers.0.mlp.fc2.bias")
        .hasSize(19);
  }

  private static long parameters(VlmConfig config, Part part) {
    long count = 0;
    for (long[] shape : config.parameterShapes(part).values()) {
      long size = 1;
      for (long side : shape) {
        size *= side;
      }
      count += size;
    }
    return count;
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
