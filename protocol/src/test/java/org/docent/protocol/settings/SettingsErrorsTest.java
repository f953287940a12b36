package org.docent.protocol.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.docent.protocol.failure.Category;
import org.docent.protocol.failure.DocentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsErrorsTest {

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path dir;

  private Path write(String text) throws IOException {
    return Files.writeString(dir.resolve("run.conf"), text);
  }

  private void assertRefused(String text, List<String> overrides, String... said)
      throws IOException {
    Path file = write(text);
    assertThatThrownBy(() -> SettingsLoader.load(file, overrides))
        .isInstanceOfSatisfying(
            DocentException.class,
            e -> {
              assertThat(e.category()).isEqualTo(Category.STOP_RUN);
              assertThat(e.getMessage()).contains(said).doesNotContain("\n");
            });
  }

  /** The recipe has 6 lines, so what is added stands on line 7. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "stage.dpt.lerning-rate = 1 | run.conf line 7: unknown key stage.dpt.lerning-rate, the nearest known key is stage.dpt.learning-rate",
        "learning_rate = 1 | unknown key learning-rate, the nearest known key is stage-defaults.learning-rate",
        "student.modelpath = x | unknown key student.modelpath, the nearest known key is student.model-path",
        "stage.dpt.loss-weights.gamma = 1 | unknown key stage.dpt.loss-weights.gamma",
        "docent { seed = 1 } | unknown key docent",
        "seed = twelve | run.conf line 7: seed is \"twelve\", must be a whole number of 64 bits",
        "stage.dft.learning-rate = fast | run.conf line 7: stage.dft.learning-rate is \"fast\", must be a number",
        "stage.dft.learning-rate = -1 | run.conf line 7: stage.dft.learning-rate is -1.0, must be at least 0",
        "stage.dft.learning-rate = Infinity | stage.dft.learning-rate is \"Infinity\", must be a finite number",
        "stage.dft.max-steps = 1.5 | stage.dft.max-steps is 1.5, must be a whole number of 32 bits",
        "stage.dft.max-steps = 0 | stage.dft.max-steps is 0, must be at least 1, or -1 for epochs",
        "stage.dft.num-train-epochs = 0 | stage.dft.num-train-epochs is 0.0, must be greater than 0",
        "stage.sft.group-by-modality-length = 1 | stage.sft.group-by-modality-length is 1, must be true or false",
        "stage.dft.shuffle = maybe | stage.dft.shuffle is \"maybe\", must be true or false",
        "stage.dft.conv-version = llama | stage.dft.conv-version is \"llama\", must be one of pretrain, phi, qwen2_base, qwen2_instruct",
        "stage.dft.tune-type-llm = lora | stage.dft.tune-type-llm is \"lora\", must be one of full, frozen",
        "stage.dft.llm-from = bsae | stage.dft.llm-from is \"bsae\", must be initial, previous or a path",
        "stage.dft.divergence = kl | stage.dft.divergence is \"kl\", must be one of forward-kl",
        "stage.dft.loss-weights.rel = -0.5 | stage.dft.loss-weights.rel is -0.5, must be at least 0",
        "stage.sft.loss-weights.reg = 0 | stage.sft.loss-weights is 0 for every term, must be greater than 0 for at least one",
        "stage.dft.loss-weights = 3 | run.conf line 7: stage.dft.loss-weights is 3, must be a group of keys",
        "stage.dft.learning-rate { a = 1 } | stage.dft.learning-rate is a group { … }, must be a single value",
        "stage.dft = 3 | stage.dft is 3, must be a group of keys",
        "teacher.device = gpu | run.conf line 7: teacher.device is gpu, must be cpu, cuda or cuda:N",
        "teacher.workers = 0 | teacher.workers is 0, must be at least 1",
        "teacher.random-delay = soon | teacher.random-delay is \"soon\", must be a duration with its unit",
        "work.lease = 1s | run.conf line 7: work.lease is PT1S, must be longer than the heartbeat of PT2S",
        "work.advice-interval = -1s | run.conf line 7: work.advice-interval is PT-1S, must be 0s or more; 0s for none",
        "work.heartbeat = 1h | run.conf: work.lease is PT2M, must be longer than the heartbeat of PT1H",
        "stream.chunk-bytes = 4 apples | stream.chunk-bytes is \"4 apples\", must be a size with its unit",
        "stream.chunk-bytes = 100MiB | stream.chunk-bytes is 104857600, must be between 1 KiB and 64 MiB",
        "cluster.port = 70000 | cluster.port is 70000, must be 0 to 65535",
        "stage.dft.metric-for-best-model = accuracy | stage.dft.metric-for-best-model is \"accuracy\", must be one of loss, reg, res, vis, rel, eval_loss, eval_exact_match",
        "stage.dft.metric-for-best-model = eval_loss | stage.dft.metric-for-best-model is eval_loss, must be loss, reg, res, vis or rel unless eval-steps and eval-data-path are set",
        "stage.dft.eval-steps = 5 | stage.dft.eval-data-path is not set, must be the path of a LLaVA JSON file where eval-steps is set",
        "stage.dft { eval-steps = -1, eval-data-path = x } | stage.dft.eval-steps is -1, must be at least 1",
        "student.layout = onnx | student.layout is \"onnx\", must be one of hf, tinyllava",
        "vision-feature-select-strategy = all | vision-feature-select-strategy is \"all\", must be one of patch, cls_patch",
        "name = a/b | name is \"a/b\", must be a name of letters",
        "stages = [] | stages is [], must be a list of at least one stage",
        "stages = [dpt, sft, dpt] | must be a list that names each stage once; \"dpt\" is twice",
        "stages = [dpt, other] | stage.other.data-path is not set, must be the path of a LLaVA JSON file",
        "stage.sft.data-path = null | run.conf line 7: stage.sft.data-path is not set, must be",
        "stage.dpt.tune-type-connector = frozen | stage.dpt.tune-type-connector, tune-type-llm and tune-type-vision-tower are all frozen",
        "teacher.model-path = null | teacher.model-path is not set, must name a model folder",
        "student.language-model = null | student.model-path is not set, must name a model folder",
        "students { a { language-model = null }, b {} } | students.a.model-path is not set, must name a model folder (or students.a.vision-tower",
        "students { a { name = b } } | unknown key students.a.name",
        "students { a { lyout = hf } } | unknown key students.a.lyout, the nearest known key is students.a.layout",
        "students { \"a.b\" {} } | students has the name \"a.b\", must be of letters, digits, hyphens and underscores",
        "students = 3 | students is 3, must be a group of keys",
        "stage.dpt.learning_rate = 1, stage.dpt.learning-rate = 2 | learning-rate is given twice",
        "seed = | run.conf line",
        "seed = [1 | run.conf line",
        "name = ${DOCENT_NEVER_SET} | run.conf line 7: ${DOCENT_NEVER_SET} is not set; set that environment variable",
        "include \"none.conf\" | the included file \"none.conf\" does not exist",
      })
  void saysPlaceKeyValueAndRule(String line, String said) throws IOException {
    assertRefused(SettingsLoaderTest.RECIPE + line, List.of(), "run.conf", said);
  }

  @Test
  void namesTheCommandLineForOverrides() throws IOException {
    assertRefused(
        SettingsLoaderTest.RECIPE, List.of("sede=1"), "command line: unknown key sede", "is seed");
    assertRefused(
        SettingsLoaderTest.RECIPE, List.of("seed=x"), "command line: seed is \"x\", must be");
    assertRefused(SettingsLoaderTest.RECIPE, List.of("seed"), "\"seed\" is no key=value");
    assertRefused(SettingsLoaderTest.RECIPE, List.of("stages=[a"), "command line");
    assertRefused(SettingsLoaderTest.RECIPE, List.of("a..b=1"), "command line");
  }

  @Test
  void namesAMissingConfiguration() {
    assertThatThrownBy(() -> SettingsLoader.load(dir.resolve("none.conf"), List.of()))
        .isInstanceOf(DocentException.class)
        .hasMessageContaining("none.conf does not exist or cannot be read");
    assertThatThrownBy(() -> SettingsLoader.load(dir, List.of()))
        .isInstanceOf(DocentException.class);
  }

  @Test
  void namesTheLineOfASyntaxError() throws IOException {
    assertRefused("seed = 1\nteacher {\n  workers = 2\n}}\n", List.of(), "run.conf line 4");
  }

  @Test
  void asksForATeacherOnlyWhereAStageNeedsOne() throws IOException {
    assertRefused(
        "stages = [dft]\nstudent.model-path = m\nstage.dft.data-path = d",
        List.of(),
        "teacher.model-path is not set",
        "stage.dft weighs terms that compare with a teacher");
    assertRefused(
        "stages = [dft]\nstudent.model-path = m\nstage.dft.data-path = d\nteacher { vision-tower = v, language-model = l }",
        List.of(),
        "teacher.connector is not set");
  }

  @Test
  void refusesAResolvedTextOfAnotherBuild() {
    assertThatThrownBy(() -> SettingsLoader.parse("colour = blue"))
        .isInstanceOf(DocentException.class)
        .hasMessageContaining("resolved configuration: unknown key colour");
  }
}
