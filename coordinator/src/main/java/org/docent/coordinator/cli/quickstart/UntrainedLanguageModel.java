package org.docent.coordinator.cli.quickstart;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.docent.model.storage.Disk;
import org.docent.model.weights.NamedTensor;
import org.docent.model.weights.SafetensorsWriter;

/**
 * A small Qwen2 decoder with tied embeddings and fresh random weights, written as a Hugging Face
 * folder with its tokenizer. Matrices are normal with a deviation of 0.1: at these widths the usual
 * 0.02 needs about twice the steps. Biases are 0 and norms 1.
 *
 * @param width hidden size, a multiple of {@code heads}
 * @param inner width of the gated feed-forward part
 */
record UntrainedLanguageModel(int width, int heads, int inner, int layers) {

  /** 288 k parameters. */
  static final UntrainedLanguageModel TEACHER = new UntrainedLanguageModel(96, 4, 192, 3);

  /** 51 k parameters: 5.6 times smaller. */
  static final UntrainedLanguageModel STUDENT = new UntrainedLanguageModel(48, 2, 96, 2);

  private static final double DEVIATION = 0.1;
  private static final int MAX_POSITIONS = 256;

  UntrainedLanguageModel {
    if (width % heads != 0) {
      throw new IllegalArgumentException(width + " is no multiple of " + heads + " heads");
    }
  }

  /** Writes {@code config.json}, {@code model.safetensors} and the tokenizer's files. */
  void write(Path folder, SplittableRandom random) {
    try {
      Files.createDirectories(folder);
      ObjectMapper mapper = new ObjectMapper();
      mapper
          .writerWithDefaultPrettyPrinter()
          .writeValue(folder.resolve("config.json").toFile(), configuration(mapper));
    } catch (IOException e) {
      throw Disk.failure("write the model folder " + folder, folder, e);
    }
    SafetensorsWriter.write(
        folder.resolve("model.safetensors"), tensors(random), SafetensorsWriter.PYTORCH);
    WordTokenizer.write(folder);
  }

  private ObjectNode configuration(ObjectMapper mapper) {
    ObjectNode config = mapper.createObjectNode();
    config.putArray("architectures").add("Qwen2ForCausalLM");
    return config
        .put("model_type", "qwen2")
        .put("hidden_act", "silu")
        .put("hidden_size", width)
        .put("intermediate_size", inner)
        .put("num_hidden_layers", layers)
        .put("num_attention_heads", heads)
        .put("num_key_value_heads", heads)
        .put("max_position_embeddings", MAX_POSITIONS)
        .put("rms_norm_eps", 1e-6)
        .put("rope_theta", 10_000.0)
        .put("attention_dropout", 0.0)
        .put("use_sliding_window", false)
        .put("initializer_range", DEVIATION)
        .put("tie_word_embeddings", true)
        .put("torch_dtype", "float32")
        .put("bos_token_id", 0)
        .put("eos_token_id", 0)
        .put("vocab_size", WordTokenizer.vocabulary().size());
  }

  private List<NamedTensor> tensors(SplittableRandom random) {
    List<NamedTensor> tensors = new ArrayList<>();
    int vocabulary = WordTokenizer.vocabulary().size();
    tensors.add(matrix("model.embed_tokens.weight", vocabulary, width, random));
    for (int layer = 0; layer < layers; layer++) {
      addLayer("model.layers." + layer + ".", tensors, random);
    }
    tensors.add(RandomTensor.constant("model.norm.weight", 1, width));
    return tensors;
  }

  private void addLayer(String prefix, List<NamedTensor> tensors, SplittableRandom random) {
    tensors.add(RandomTensor.constant(prefix + "input_layernorm.weight", 1, width));
    for (String projection : List.of("q_proj", "k_proj", "v_proj")) {
      String name = prefix + "self_attn." + projection;
      tensors.add(matrix(name + ".weight", width, width, random));
      tensors.add(RandomTensor.constant(name + ".bias", 0, width));
    }
    tensors.add(matrix(prefix + "self_attn.o_proj.weight", width, width, random));
    tensors.add(RandomTensor.constant(prefix + "post_attention_layernorm.weight", 1, width));
    tensors.add(matrix(prefix + "mlp.gate_proj.weight", inner, width, random));
    tensors.add(matrix(prefix + "mlp.up_proj.weight", inner, width, random));
    tensors.add(matrix(prefix + "mlp.down_proj.weight", width, inner, random));
  }

  private static NamedTensor matrix(String name, int rows, int columns, SplittableRandom random) {
    return RandomTensor.normal(name, DEVIATION, random, rows, columns);
  }
}
