package org.docent.model.vlm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Sizes of a Qwen2 decoder (RMSNorm, rotary positions, grouped-query attention with biases on q, k
 * and v, SwiGLU), the architecture of Qwen1.5, Qwen2 and Qwen2.5.
 *
 * @param tied whether the output head is the token embedding
 * @param eosTokenId -1 when the configuration names none
 */
public record Qwen2Config(
    int vocabSize,
    int hiddenSize,
    int intermediateSize,
    int layers,
    int heads,
    int kvHeads,
    double ropeTheta,
    double rmsNormEps,
    boolean tied,
    int eosTokenId,
    int maxPositions) {

  private static final String ROTATED = "partial_rotary_factor";

  public Qwen2Config {
    Sizes.positive("vocab_size", vocabSize);
    Sizes.positive("intermediate_size", intermediateSize);
    Sizes.layers(layers);
    Sizes.positive("rope_theta", ropeTheta);
    Sizes.positive("rms_norm_eps", rmsNormEps);
    Sizes.positive("max_position_embeddings", maxPositions);
    Sizes.divides("num_attention_heads", heads, "hidden_size", hiddenSize);
    Sizes.divides("num_key_value_heads", kvHeads, "num_attention_heads", heads);
    if (hiddenSize / heads % 2 != 0) {
      throw new IllegalArgumentException(
          "head size %d must be even to be rotated".formatted(hiddenSize / heads));
    }
  }

  /**
   * Reads a {@code config.json} of {@code model_type} qwen2; a missing key has Hugging Face's
   * default.
   *
   * @throws org.docent.protocol.failure.DocentException naming the key, its value and the rule
   */
  public static Qwen2Config fromJson(JsonNode json, String origin) {
    ConfigReader keys = new ConfigReader(json, origin);
    keys.only("model_type", "none", "qwen2");
    return read(keys, false);
  }

  static Qwen2Config read(ConfigReader keys, boolean tiedByDefault) {
    keys.onlyArchitecture("Qwen2ForCausalLM");
    keys.refuseQuantized();
    keys.only("hidden_act", "silu", "silu");
    refuseOtherAttention(keys);
    int hidden = keys.integer("hidden_size", 4096);
    int heads = keys.integer("num_attention_heads", 32);
    Qwen2Config config =
        keys.make(
            () ->
                new Qwen2Config(
                    keys.integer("vocab_size", 151936),
                    hidden,
                    keys.integer("intermediate_size", 22016),
                    keys.integer("num_hidden_layers", 32),
                    heads,
                    keys.integer("num_key_value_heads", defaultKvHeads(heads)),
                    ropeTheta(keys),
                    keys.number("rms_norm_eps", 1e-6),
                    keys.flag("tie_word_embeddings", tiedByDefault),
                    keys.firstInteger("eos_token_id", -1),
                    keys.integer("max_position_embeddings", 32768)));
    if (keys.integer("head_dim", config.headSize()) != config.headSize()) {
      throw keys.fault("head_dim", "only hidden_size / num_attention_heads is supported");
    }
    return config;
  }

  public int headSize() {
    return hiddenSize / heads;
  }

  /** Shape by name of every parameter, in the order in which the forward pass takes them. */
  @SuppressWarnings("NonApiType") // the order is part of the answer
  public LinkedHashMap<String, long[]> parameterShapes() {
    long d = hiddenSize;
    long kv = (long) kvHeads * headSize();
    long ffn = intermediateSize;
    LinkedHashMap<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put("model.embed_tokens.weight", new long[] {vocabSize, d});
    for (int i = 0; i < layers; i++) {
      String layer = "model.layers." + i + ".";
      shapes.put(layer + "input_layernorm.weight", new long[] {d});
      shapes.put(layer + "self_attn.q_proj.weight", new long[] {d, d});
      shapes.put(layer + "self_attn.q_proj.bias", new long[] {d});
      shapes.put(layer + "self_attn.k_proj.weight", new long[] {kv, d});
      shapes.put(layer + "self_attn.k_proj.bias", new long[] {kv});
      shapes.put(layer + "self_attn.v_proj.weight", new long[] {kv, d});
      shapes.put(layer + "self_attn.v_proj.bias", new long[] {kv});
      shapes.put(layer + "self_attn.o_proj.weight", new long[] {d, d});
      shapes.put(layer + "post_attention_layernorm.weight", new long[] {d});
      shapes.put(layer + "mlp.gate_proj.weight", new long[] {ffn, d});
      shapes.put(layer + "mlp.up_proj.weight", new long[] {ffn, d});
      shapes.put(layer + "mlp.down_proj.weight", new long[] {d, ffn});
    }
    shapes.put("model.norm.weight", new long[] {d});
    if (!tied) {
      shapes.put("lm_head.weight", new long[] {vocabSize, d});
    }
    return shapes;
  }

  /** The keys Hugging Face reads. */
  public ObjectNode toJson() {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("model_type", "qwen2")
            .put("vocab_size", vocabSize)
            .put("hidden_size", hiddenSize)
            .put("intermediate_size", intermediateSize)
            .put("num_hidden_layers", layers)
            .put("num_attention_heads", heads)
            .put("num_key_value_heads", kvHeads)
            .put("hidden_act", "silu")
            .put("rope_theta", ropeTheta)
            .put("rms_norm_eps", rmsNormEps)
            .put("tie_word_embeddings", tied)
            .put("max_position_embeddings", maxPositions)
            .put("use_sliding_window", false);
    return eosTokenId < 0 ? json : json.put("eos_token_id", eosTokenId);
  }

  private static void refuseOtherAttention(ConfigReader keys) {
    if (keys.flag("use_sliding_window", false)) {
      throw keys.fault("use_sliding_window", "only full attention is supported");
    }
    List<String> kinds = keys.words("layer_types");
    if (!kinds.stream().allMatch("full_attention"::equals)) {
      throw keys.fault("layer_types", "only full_attention is supported, in every layer");
    }
    if (keys.has("rope_scaling")) {
      defaultRope(keys, "rope_scaling", "rope_type", "type");
    }
  }

  /** Newer transformers moved the value into an object beside its kind. */
  private static double ropeTheta(ConfigReader keys) {
    double theta = keys.number("rope_theta", 10000.0);
    return keys.has("rope_parameters")
        ? defaultRope(keys, "rope_parameters", "rope_type", "type", "rope_theta", ROTATED)
            .number("rope_theta", theta)
        : theta;
  }

  /** Rotary positions that are neither scaled nor partial, nor another for each kind of layer. */
  private static ConfigReader defaultRope(ConfigReader keys, String key, String... understood) {
    ConfigReader rope = keys.inside(key);
    rope.only("rope_type", "default", "default");
    rope.only("type", "default", "default");
    rope.onlyKeys(understood);
    if (rope.number(ROTATED, 1) != 1) {
      throw rope.fault(ROTATED, "only whole heads are rotated, it must be 1");
    }
    return rope;
  }

  /**
   * Hugging Face's default is 32 whatever the heads; where that cannot be, every head has its own.
   */
  private static int defaultKvHeads(int heads) {
    return heads % 32 == 0 ? 32 : heads;
  }
}
