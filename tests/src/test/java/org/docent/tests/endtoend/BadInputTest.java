package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.docent.tests.testkit.Damage.content;
import static org.docent.tests.testkit.Damage.cutOff;
import static org.docent.tests.testkit.Damage.flipped;
import static org.docent.tests.testkit.Damage.none;
import static org.docent.tests.testkit.Damage.object;
import static org.docent.tests.testkit.Damage.record;
import static org.docent.tests.testkit.Damage.tensor;
import static org.docent.tests.testkit.Damage.without;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
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

/** Whatever is wrong with what a person gives is one sentence and an exit code that is not 0. */
class BadInputTest {

  private static final String QUERY = "model.layers.0.self_attn.q_proj.weight";
  private static final String WEIGHTS = "base/model.safetensors";
  private static final String PRETRAIN = "data/pretrain.json";
  private static final String PICTURE = "data/images/wide.png";

  private final Path folder;

  BadInputTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /**
   * A fault and what is said of it.
   *
   * @param override a setting, empty for none
   * @param sentence a piece of the sentence
   */
  record Fault(Damage damage, String override, String sentence) {

    @Override
    public String toString() {
      return sentence;
    }
  }

  static Stream<Fault> faultsOfModels() {
    return Stream.of(
        broken(without(WEIGHTS), "base: there is neither model.safetensors nor"),
        broken(
            cutOff(WEIGHTS, 100), "base/model.safetensors: tensor 'model.norm.weight' is cut off"),
        broken(cutOff("teacher/model.safetensors", 100), "teacher/model.safetensors: tensor"),
        broken(content(WEIGHTS, ""), "has 0 bytes, too few for the 8-byte header length"),
        broken(
            tensor(WEIGHTS, QUERY, spec -> like(spec, ElementType.F32, 16, 64)),
            "tensor '" + QUERY + "' has shape [16, 64] but the configuration asks for [32, 32]"),
        broken(
            tensor(WEIGHTS, QUERY, spec -> like(spec, ElementType.F64, 32, 32)),
            "tensor '" + QUERY + "' is F64; weights must be F32, F16 or BF16"),
        broken(
            tensor(WEIGHTS, QUERY, spec -> Optional.empty()),
            "tensor '" + QUERY + "' of shape [32, 32], which config.json asks for, is missing"),
        broken(BadInputTest::loseAShard, "shard model-2.safetensors, which should hold tensor"),
        broken(without("base/config.json"), "base/config.json: there is no such file"),
        broken(content("base/config.json", "{\"a\": "), "cannot be read as JSON: line 1, column"),
        broken(
            object("base/config.json", json -> json.put("model_type", "llama")),
            "base/config.json: model_type is 'llama'; supported: llava"),
        broken(
            object("base/config.json", json -> json.put("hidden_size", "many")),
            "base/config.json: hidden_size is \"many\"; it must be a whole number"),
        broken(
            object("base/tokenizer.json", json -> addTokens(json, 10)),
            "has 310 tokens, its language model"),
        broken(
            object("teacher/tokenizer.json", json -> json.putNull("pre_tokenizer")),
            "give different tokens for the same text: distillation over logits needs one tokenizer"),
        broken(
            object("teacher/tokenizer.json", json -> addTokens(json, 1)),
            "teacher/tokenizer.json has token \"<extra-0>\" as 300 and the student's "),
        broken(
            object("base/tokenizer.json", BadInputTest::swapTokens),
            "teacher/tokenizer.json has token \"!\" as 0 and the student's "),
        broken(
            object(
                "teacher/config.json", json -> json.put("vision_feature_select_strategy", "full")),
            "the teacher makes 9 visual tokens of an image and the student 8"),
        broken(
            object("teacher/tokenizer.json", json -> addTokens(json, 20)),
            "has 320 tokens, its language model"));
  }

  static Stream<Fault> faultsOfConfiguration() {
    return Stream.of(
        set("stage.dpt.learnign-rate=1", "unknown key stage.dpt.learnign-rate, the nearest known"),
        set(
            "techer.threads=1",
            "command line: unknown key techer, the nearest known key is teacher"),
        set("stage.dpt.seed=1", "unknown key stage.dpt.seed"),
        set("stage.dtp.max-steps=1", "stage.dtp is not among stages [dpt, sft, dft]"),
        set("stage.dpt.max-steps=2.5", "stage.dpt.max-steps is \"2.5\", must be a whole number"),
        set("stage.dpt.learning-rate=-1", "stage.dpt.learning-rate is -1.0, must be at least 0"),
        set("stage.dpt.divergence=kl", "must be one of forward-kl, reverse-kl"),
        set("teacher.model-path=null", "teacher.model-path is not set, must name a model folder"),
        set("student.vision-tower=$RUN/base", "which has no vision-tower"),
        set("vision-feature-layer=-9", "vision_feature_layer -9 must be within 3 layers"),
        set("stage.sft.connector-from=/nowhere", "/nowhere: there is no such file"),
        set("student.device=cuda:7", "student.device is cuda:7, but"),
        set("output-dir=$RUN/base/config.json", "cannot be made (there is a file of that name)"),
        set("stage.dft.data-path=/nowhere.json", "The data file /nowhere.json cannot be read"),
        broken(content(PRETRAIN, "[]"), "holds no records; check data-path"),
        broken(cutOff(PRETRAIN, 40), "pretrain.json is broken in record 10 (id \"p-11\"), line"));
  }

  static Stream<Fault> faultsMetWhileTraining() {
    return Stream.of(
        broken(flipped(PICTURE), "Record 3 (id \"p-04\") of"),
        broken(
            record("data/finetune.json", 1, json -> json.put("image", "gone.png")),
            "images/gone.png does not exist"),
        set("stage.dpt.learning-rate=1e30", "is NaN in step"),
        set("stage.sft.model-max-length=20", "steps of stage sft has a supervised token"));
  }

  @ParameterizedTest
  @MethodSource({"faultsOfModels", "faultsOfConfiguration"})
  void whatCannotWorkIsSaidBeforeThereIsARunDirectory(Fault fault) throws IOException {
    DamagedRun run = DamagedRun.copyTo(folder);
    fault.damage().to(run);

    Outcome outcome = train(run, fault);

    assertSentence(outcome, 1, fault.sentence());
    assertThat(run.output()).doesNotExist();
  }

  @ParameterizedTest
  @MethodSource("faultsMetWhileTraining")
  void aFaultInAWorkerEndsTheRunWithItsSentence(Fault fault) throws IOException {
    DamagedRun run = DamagedRun.copyTo(folder);
    fault.damage().to(run);

    assertSentence(train(run, fault), 1, fault.sentence());
  }

  @Test
  void everyFaultOfTheDataIsFoundInOnePass() throws IOException {
    DamagedRun run = DamagedRun.copyTo(folder);
    record(PRETRAIN, 0, json -> json.putArray("image").add("rgb-42.png").add("wide.png")).to(run);
    record(PRETRAIN, 1, json -> ((ArrayNode) json.path("conversations")).remove(1)).to(run);
    record(PRETRAIN, 2, json -> json.remove("image")).to(run);
    flipped(PICTURE).to(run);
    without("data/images/tall.png").to(run);
    cutOff("data/images/grey.png", 20).to(run);

    Outcome outcome = run.on("validate");

    assertSentence(outcome, 1, "3 of 3 stages would stop");
    assertThat(outcome.out())
        .contains("6 corrupt samples, skip-corrupt-samples allows 0")
        .contains("(id \"p-01\")", "it has 2 images; one image is supported")
        .contains("(id \"p-02\")", "it has 1 questions and 0 answers")
        .contains("(id \"p-03\")", "it has an <image> placeholder but no \"image\"")
        .contains("(id \"p-04\")", "chunk does not match")
        .contains("(id \"p-05\")", "tall.png does not exist")
        .contains("(id \"p-06\")", "the file is truncated");
  }

  @Test
  void corruptSamplesWithinTheBudgetAreListedAndLeftOut() throws IOException {
    DamagedRun run = DamagedRun.copyTo(folder);
    without(PICTURE).to(run);
    without("data/images/tall.png").to(run);

    assertSentence(
        run.on("train", "stages=[dpt]", "stage.dpt.skip-corrupt-samples=1"),
        1,
        "stage dpt has met 2 corrupt samples, stage.dpt.skip-corrupt-samples allows 1");
    assertThat(
            run.on(
                    "train",
                    "stages=[dpt]",
                    "stage.dpt.skip-corrupt-samples=2",
                    "output-dir=" + run.file("second"))
                .exit())
        .isZero();

    assertThat(Files.readAllLines(run.file("second/events.jsonl")))
        .filteredOn(line -> line.contains("sample_skipped"))
        .satisfiesExactly(
            line -> assertThat(line).contains("p-04", "wide.png does not exist"),
            line -> assertThat(line).contains("p-05", "tall.png does not exist"));
  }

  @Test
  void aDamagedCheckpointIsPassedOverAndADamagedRunRefused() throws IOException {
    DamagedRun run = DamagedRun.copyTo(folder);
    assertThat(run.on("train", "stages=[sft]").exit()).isZero();
    assertSentence(run.on("train", "stages=[sft]"), 1, "holds a run already: go on with it by");
    Path model = run.output().resolve("model/model.safetensors");
    byte[] undisturbed = Files.readAllBytes(model);

    Files.delete(model);
    Damage.flip(run.output().resolve("checkpoint-3/model.safetensors"));
    assertThat(run.docent("resume", run.output().toString()).exit()).isZero();
    assertThat(model).hasBinaryContent(undisturbed);

    Files.delete(model);
    for (int step = 1; step <= 3; step++) {
      Damage.flip(run.output().resolve("checkpoint-" + step + "/model.safetensors"));
    }
    assertSentence(
        run.docent("resume", run.output().toString()),
        1,
        "all checkpoints ([1, 2, 3]) are damaged");
    assertSentence(run.docent("resume", "$RUN/base"), 1, "is no run directory: it has no run.conf");
  }

  @Test
  void anAddressInUseIsSaidAndLeavesNothingToResume() throws IOException {
    DamagedRun run = DamagedRun.copyTo(folder);
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertSentence(
          run.on("train", "cluster.port=" + taken.getLocalPort()), 1, "Address already in use");
    }
    assertThat(run.on("train", "stages=[sft]", "stage.sft.max-steps=1").exit()).isZero();
  }

  @Test
  void aWrongCallEndsWith2() throws IOException {
    DamagedRun run = DamagedRun.copyTo(folder);
    assertSentence(run.docent(), 2, "no command is given");
    assertSentence(run.docent("trian"), 2, "'trian'");
    assertSentence(run.on("train", "--learning-rate=3"), 2, "Unknown option: '--learning-rate=3'");
    assertSentence(run.docent("node", "--role", "teacher"), 2, "needs --join HOST:PORT");
    assertSentence(
        run.docent("node", "--role", "teacher", "--join", "nowhere"), 2, "must be HOST:PORT");
    assertSentence(
        run.docent("eval", "--set", "tls.certificate=a.pem"), 2, "give --serve-port or --join too");
    assertSentence(
        run.docent("eval", "--join", "here:65536", "--model-path", "$RUN", "--data-dir", "$RUN"),
        2,
        "--join is here:65536, must be HOST:PORT");
    assertSentence(run.docent("node", "--role", "boss"), 2, "but was 'boss'");
    assertSentence(
        run.docent("infer", "--model-path", "$RUN", "--query", "?", "--max-new-tokens", "0"),
        2,
        "--max-new-tokens is 0, must be at least 1");
    assertSentence(
        run.on("inspect", "--stage", "dpt", "--samples", "0"), 2, "--samples is 0, must be");
  }

  @Test
  void commandsOnModelsAndStagesNameWhatIsNotThere() throws IOException {
    DamagedRun run = DamagedRun.copyTo(folder);
    assertSentence(
        run.on("inspect", "--stage", "dtp"), 1, "--stage is \"dtp\", must be one of dpt, sft, dft");
    assertSentence(
        run.docent("infer", "--model-path", "$RUN/base", "--query", "?"),
        1,
        "base is no multimodal model");
    assertSentence(
        run.docent(
            "infer", "--model-path", "$RUN/teacher", "--image-file", "/no.png", "--query", "?"),
        1,
        "The image /no.png does not exist");
  }

  private static Outcome train(DamagedRun run, Fault fault) {
    return fault.override().isEmpty() ? run.on("train") : run.on("train", fault.override());
  }

  private static void assertSentence(Outcome outcome, int exit, String sentence) {
    assertThat(outcome.err()).singleElement().asString().startsWith("docent: ").contains(sentence);
    assertThat(outcome.exit()).isEqualTo(exit);
  }

  private static Fault broken(Damage damage, String sentence) {
    return new Fault(damage, "", sentence);
  }

  private static Fault set(String override, String sentence) {
    return new Fault(none(), override, sentence);
  }

  private static Optional<TensorSpec> like(TensorSpec spec, ElementType type, long... shape) {
    return Optional.of(new TensorSpec(spec.name(), type, shape));
  }

  private static void addTokens(ObjectNode tokenizer, int count) {
    ArrayNode added = (ArrayNode) tokenizer.path("added_tokens");
    for (int i = 0; i < count; i++) {
      ObjectNode token = added.addObject().put("id", 300 + i).put("content", "<extra-" + i + ">");
      for (String flag : new String[] {"single_word", "lstrip", "rstrip", "normalized"}) {
        token.put(flag, false);
      }
      token.put("special", true);
    }
  }

  private static void swapTokens(ObjectNode tokenizer) {
    ObjectNode vocabulary = (ObjectNode) tokenizer.at("/model/vocab");
    vocabulary.put("!", 1).put("\"", 0);
  }

  private static void loseAShard(DamagedRun run) throws IOException {
    Files.move(run.file(WEIGHTS), run.file("base/model-1.safetensors"));
    content(
            "base/model.safetensors.index.json",
            "{\"weight_map\": {\"model.norm.weight\": \"model-1.safetensors\", \"%s\": \"model-2.safetensors\"}}"
                .formatted(QUERY))
        .to(run);
  }

  @Test
  void aStudentPaddedFurtherThanItsTeacherIsComparedOverTheTokens() throws IOException {
    DamagedRun run = DamagedRun.copyTo(folder);
    Outcome before = run.on("inspect", "--stage=dpt", "--samples=2");
    growVocabulary(run);

    assertThat(run.on("validate").out())
        .contains(
            "vocabulary: the teacher's vocabulary has 312 rows, the student's 320, their tokenizer 300 tokens: L_res, L_vis and L_rel compare the first 300");
    assertThat(run.on("inspect", "--stage=dpt", "--samples=2").exit()).isZero();
    assertThat(run.on("train", "stages=[dpt]", "stage.dpt.max-steps=1").exit()).isZero();
    assertThat(before.exit()).isZero();
  }

  private static void growVocabulary(DamagedRun run) throws IOException {
    object("base/config.json", json -> json.put("vocab_size", 320)).to(run);
    tensor(WEIGHTS, "model.embed_tokens.weight", spec -> like(spec, ElementType.F32, 320, 32))
        .to(run);
  }
}
