package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.docent.tests.testkit.Damage.content;
import static org.docent.tests.testkit.Damage.object;
import static org.docent.tests.testkit.Damage.tensor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.docent.model.weights.ElementType;
import org.docent.model.weights.TensorSpec;
import org.docent.tests.testkit.Damage;
import org.docent.tests.testkit.DamagedRun;
import org.docent.tests.testkit.DamagedRun.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Model folders there is no code for, or that are broken: every command says the same sentence. */
class BadModelTest {

  /** Files that torch.save and others made. */
  private static final Path PICKLES =
      Path.of("..", "model-workers", "src", "test", "resources", "golden", "pickle");

  private static final String CONFIG = "teacher/config.json";
  private static final String WEIGHTS = "teacher/model.safetensors";
  private static final String NORM = "language_model.model.norm.weight";

  private final Path folder;

  BadModelTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** A fault of the teacher's folder, and what follows the folder's name in the sentence. */
  record Fault(Damage damage, String sentence) {

    @Override
    public String toString() {
      return sentence;
    }
  }

  static Stream<Fault> configurations() {
    return Stream.of(
        config(
            json -> json.put("model_type", "llava_next"),
            "model_type is 'llava_next'; supported: llava, tinyllava, qwen2, siglip, siglip_vision_model"),
        config(
            json -> json.putArray("architectures").add("LlavaLlamaForCausalLM"),
            "architectures is [\"LlavaLlamaForCausalLM\"]; with model_type llava it must be LlavaForConditionalGeneration"),
        text(
            json -> json.putArray("architectures").add("Qwen2MoeForCausalLM"),
            "text_config.architectures is [\"Qwen2MoeForCausalLM\"]; with model_type qwen2 it must be Qwen2ForCausalLM"),
        text(
            json -> json.put("model_type", "qwen3"),
            "text_config.model_type is \"qwen3\"; supported: qwen2"),
        text(
            json -> json.put("hidden_act", "gelu"),
            "text_config.hidden_act is \"gelu\"; supported: silu"),
        part("vision_config", json -> json.put("hidden_act", "quick_gelu"))
            .says("vision_config.hidden_act is \"quick_gelu\"; supported: gelu_pytorch_tanh"),
        config(
            json -> json.put("projector_hidden_act", "relu"),
            "projector_hidden_act is \"relu\"; supported: gelu"),
        text(
            json -> json.putObject("rope_scaling").put("type", "yarn").put("factor", 4.0),
            "text_config.rope_scaling.type is \"yarn\"; supported: default"),
        text(
            json -> json.putObject("rope_parameters").put("rope_type", "dynamic"),
            "text_config.rope_parameters.rope_type is \"dynamic\"; supported: default"),
        text(
            json -> json.put("use_sliding_window", true),
            "text_config.use_sliding_window is true; only full attention is supported"),
        text(
            json -> json.putArray("layer_types").add("full_attention").add("sliding_attention"),
            "text_config.layer_types is [\"full_attention\",\"sliding_attention\"]; only full_attention is supported, in every layer"),
        config(
            json -> json.putObject("quantization_config").put("quant_method", "awq"),
            "quantization_config is {\"quant_method\":\"awq\"}; quantized weights are not supported, take the model in F32, F16 or BF16"));
  }

  static Stream<Fault> weights() {
    return Stream.of(
        typed(ElementType.F64, "' is F64; weights must be F32, F16 or BF16, convert it"),
        typed(ElementType.I8, "' is I8; weights must be F32, F16 or BF16, convert it"),
        typed(ElementType.F8_E4M3, "' is F8_E4M3; weights must be F32, F16 or BF16, convert it"),
        shaped("' has shape [49] but the configuration asks for [48]", 49),
        shaped("' has shape [1, 48] but the configuration asks for [48]", 1, 48),
        new Fault(
            tensor(WEIGHTS, NORM, spec -> Optional.empty()),
            "model.safetensors: tensor 'model.norm.weight' of shape [48], which config.json asks for, is missing"),
        new Fault(
            BadModelTest::loseAShard,
            "model.safetensors.index.json: shard model-00002-of-00002.safetensors, which should hold tensor '"
                + NORM
                + "', is missing; fetch it again"),
        pickle("malicious.bin", "its pickle asks for "),
        pickle("module.bin", "its pickle asks for "),
        pickle("opcode.bin", "its pickle asks for "),
        pickle("legacy.bin", "this is the format of PyTorch before 1.6, which is not read"),
        pickle("transposed.bin", "has strides "),
        pickle("no-tensor.bin", "its dict has no tensor by name"),
        new Fault(
            onlyPickle(content("teacher/pytorch_model.bin", "version https://git-lfs.github.com")),
            "pytorch_model.bin: this is no zip file of torch.save, maybe a page or a Git LFS pointer"));
  }

  @ParameterizedTest
  @MethodSource({"configurations", "weights"})
  void isRefusedInTheSameSentenceByEveryCommand(Fault fault) throws IOException {
    DamagedRun run = DamagedRun.copyTo(folder);
    fault.damage().to(run);

    Outcome infer = run.docent("infer", "--model-path=$RUN/teacher", "--query=?");
    assertThat(infer.err())
        .singleElement()
        .asString()
        .startsWith("docent: " + run.file("teacher") + "/")
        .contains(fault.sentence());
    assertThat(infer.exit()).isEqualTo(1);
    Outcome export =
        run.docent("export", "--model-path=$RUN/teacher", "--output-dir=$RUN/x", "--layout=hf");
    for (Outcome other : new Outcome[] {export, run.on("validate"), run.on("train")}) {
      assertThat(other.err()).isEqualTo(infer.err());
      assertThat(other.exit()).isEqualTo(1);
    }
    assertThat(run.file("x")).doesNotExist();
    assertThat(run.output()).doesNotExist();
    assertThat(Path.of("docent-was-here")).doesNotExist();
  }

  @Test
  void whatAnExportCannotWorkWithIsOneSentenceToo() throws IOException {
    DamagedRun run = DamagedRun.copyTo(folder);
    assertExport(run, 1, "$RUN/base", "$RUN/x", "hf", run.file("base") + " is no multimodal model");
    assertExport(run, 1, "$RUN/none", "$RUN/x", "hf", "none/config.json: there is no such file");
    assertExport(
        run, 1, "$RUN/teacher", "$RUN/base", "hf", run.file("base") + " is not empty; name a");
    assertExport(
        run, 1, "$RUN/teacher", "$RUN/base/config.json", "hf", "config.json is a file; name a");
    assertExport(
        run,
        1,
        "$RUN/teacher",
        "$RUN/base/config.json/x",
        "hf",
        "cannot write " + run.file("base/config.json/x") + ": Not a directory");
    assertExport(
        run, 1, "$RUN/teacher", "$RUN/x", "gguf", "--layout is \"gguf\", must be hf, tinyllava or");
    assertExport(
        run, 2, "$RUN/teacher", "$RUN/x", "hf", "--dtype is int8, must be", "--dtype=int8");
    assertExport(
        run,
        2,
        "$RUN/teacher",
        "$RUN/x",
        "hf",
        "--max-shard-size is 5 apples, must be a size like 5GB",
        "--max-shard-size=5 apples");
    Files.delete(run.file("teacher/tokenizer.json"));
    assertExport(run, 1, "$RUN/teacher", "$RUN/x", "hf", "teacher: there is no tokenizer.json");
    assertThat(run.file("x")).doesNotExist();
  }

  private static void assertExport(
      DamagedRun run,
      int exit,
      String from,
      String to,
      String layout,
      String said,
      String... more) {
    Stream<String> arguments =
        Stream.of("export", "--model-path=" + from, "--output-dir=" + to, "--layout=" + layout);
    Outcome outcome = run.docent(Stream.concat(arguments, Stream.of(more)).toArray(String[]::new));
    assertThat(outcome.err()).singleElement().asString().startsWith("docent: ").contains(said);
    assertThat(outcome.exit()).isEqualTo(exit);
  }

  private static Fault config(Consumer<ObjectNode> change, String sentence) {
    return new Fault(object(CONFIG, change), "config.json: " + sentence);
  }

  private static Fault text(Consumer<ObjectNode> change, String sentence) {
    return part("text_config", change).says(sentence);
  }

  private record Changed(Damage damage) {
    Fault says(String sentence) {
      return new Fault(damage, "config.json: " + sentence);
    }
  }

  private static Changed part(String name, Consumer<ObjectNode> change) {
    return new Changed(object(CONFIG, json -> change.accept((ObjectNode) json.path(name))));
  }

  private static Fault typed(ElementType type, String sentence) {
    return normed(spec -> new TensorSpec(spec.name(), type, spec.shape()), sentence);
  }

  private static Fault shaped(String sentence, long... shape) {
    return normed(spec -> new TensorSpec(spec.name(), spec.type(), shape), sentence);
  }

  private static Fault normed(UnaryOperator<TensorSpec> change, String sentence) {
    return new Fault(
        tensor(WEIGHTS, NORM, spec -> Optional.of(change.apply(spec))),
        "model.safetensors: tensor 'model.norm.weight" + sentence);
  }

  private static Fault pickle(String name, String sentence) {
    return new Fault(
        onlyPickle(run -> Files.copy(PICKLES.resolve(name), run.file("teacher/pytorch_model.bin"))),
        sentence);
  }

  private static Damage onlyPickle(Damage pickle) {
    return run -> {
      Files.delete(run.file(WEIGHTS));
      pickle.to(run);
    };
  }

  private static void loseAShard(DamagedRun run) throws IOException {
    Files.move(run.file(WEIGHTS), run.file("teacher/model-00001-of-00002.safetensors"));
    content(
            "teacher/model.safetensors.index.json",
            "{\"weight_map\": {\"language_model.lm_head.weight\": \"model-00001-of-00002.safetensors\", \"%s\": \"model-00002-of-00002.safetensors\"}}"
                .formatted(NORM))
        .to(run);
  }
}
