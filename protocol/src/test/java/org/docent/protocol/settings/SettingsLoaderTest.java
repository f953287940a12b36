package org.docent.protocol.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.docent.protocol.plan.Divergence;
import org.docent.protocol.plan.LossWeights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsLoaderTest {

  static final String RECIPE =
      """
      teacher.model-path = models/teacher
      student { vision-tower = models/siglip, language-model = models/qwen }
      stage-defaults { image-folder = /images }
      stage.dpt.data-path = data/captions.json
      stage.sft.data-path = data/mix.json
      stage.dft.data-path = data/mix.json
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path dir;

  private LoadedRun load(String text, String... overrides) throws IOException {
    return SettingsLoader.load(
        Files.writeString(dir.resolve("my recipe.conf"), text), List.of(overrides));
  }

  @Test
  void takesThePublishedRecipeWhereAPersonSaysNothing() throws IOException {
    RunSettings run = load(RECIPE).settings();

    assertThat(run.id().value()).isEqualTo("my-recipe");
    assertThat(run.outputDir()).isEqualTo(Path.of("runs/my-recipe").toAbsolutePath());
    assertThat(run.seed()).isEqualTo(1234);
    assertThat(run.stages()).extracting(StageSettings::name).containsExactly("dpt", "sft", "dft");
    assertThat(run.stages())
        .extracting(StageSettings::weights)
        .containsExactly(
            new LossWeights(1, 1, 1, 0.5), LossWeights.SUPERVISED, new LossWeights(1, 1, 1, 0.5));
    assertThat(run.stages())
        .extracting(stage -> stage.optimizer().learningRate())
        .containsExactly(1e-3, 2e-5, 2e-5);
    assertThat(run.stages())
        .extracting(stage -> stage.batch().globalBatch())
        .containsExactly(32, 16, 16);
    assertThat(run.stages())
        .extracting(stage -> stage.data().conversation())
        .containsExactly("pretrain", "qwen2_base", "qwen2_base");
    assertThat(run.stages())
        .extracting(stage -> stage.tuning().languageModel())
        .containsExactly(false, true, true);
    assertThat(run.stage(0).schedule()).isEqualTo(new ScheduleSettings("cosine", 0.03, 0, 1, -1));
    assertThat(run.stage(1).optimizer())
        .isEqualTo(new OptimizerSettings(2e-5, 0, 0.9, 0.999, 1e-8, 1, 0));
    assertThat(run.work())
        .isEqualTo(
            new WorkSettings(
                null,
                2,
                2L << 30,
                Duration.ofMinutes(2),
                Duration.ofSeconds(2),
                3,
                Duration.ofSeconds(30)));
    assertThat(run.stream()).isEqualTo(new StreamSettings("", 0, 4 << 20, 4, 1 << 30));
    assertThat(run.needsTeacher()).isTrue();
  }

  @Test
  void computesLayersAgainInTheStagesThatSaySo() throws IOException {
    LoadedRun run = load(RECIPE, "stage.dft.gradient_checkpointing=true");

    assertThat(run.settings().stages())
        .extracting(stage -> stage.tuning().gradientCheckpointing())
        .containsExactly(false, false, true);
    assertThat(SettingsLoader.parse(run.resolvedText())).isEqualTo(run.settings());
  }

  @Test
  void holdsAndMultipliesEachModelInTheTypesItIsTold() throws IOException {
    LoadedRun run =
        load(
            RECIPE,
            "teacher.dtype=bf16",
            "student.dtype=bfloat16",
            "student.compute_dtype=float32",
            "stage.dft.skip-non-finite-steps=3");

    assertThat(run.settings().teacher().precision())
        .isEqualTo(new PrecisionSettings(Dtype.BF16, null));
    assertThat(run.settings().student().precision())
        .isEqualTo(new PrecisionSettings(Dtype.BF16, Dtype.FLOAT32));
    assertThat(run.settings().stages())
        .extracting(stage -> stage.optimizer().skipNonFiniteSteps())
        .containsExactly(0, 0, 3);
    assertThat(SettingsLoader.parse(run.resolvedText())).isEqualTo(run.settings());
    assertThat(load(RECIPE).settings().teacher().precision()).isEqualTo(PrecisionSettings.FLOAT32);
  }

  @Test
  void groupsSamplesWhereTheRecipeDoesUnlessAPersonSaysOtherwise() throws IOException {
    assertThat(load(RECIPE).settings().stages())
        .extracting(stage -> stage.data().groupByModalityLength())
        .containsExactly(false, true, true);
    LoadedRun run =
        load(
            RECIPE + "stage-defaults.group_by_modality_length = false",
            "stage.dpt.group-by-modality-length=true");

    assertThat(run.settings().stages())
        .extracting(stage -> stage.data().groupByModalityLength())
        .containsExactly(true, false, false);
    assertThat(SettingsLoader.parse(run.resolvedText())).isEqualTo(run.settings());
  }

  @Test
  void startsEachStageFromWhereTheRecipeSays() throws IOException {
    RunSettings run =
        load(RECIPE, "stage.dft.llm-from=base", "stage.sft.vision-tower-from=a/b").settings();

    assertThat(run.stage(0).tuning().connectorFrom()).as("nothing before").isEqualTo("initial");
    assertThat(run.stage(1).tuning().connectorFrom()).isEqualTo("previous");
    assertThat(run.stage(1).tuning().languageModelFrom()).isEqualTo("initial");
    assertThat(run.stage(1).tuning().visionTowerFrom())
        .isEqualTo(Path.of("a/b").toAbsolutePath().toString());
    assertThat(run.stage(2).tuning().languageModelFrom()).isEqualTo("initial");
    assertThat(run.stage(2).tuning().connectorFrom()).isEqualTo("previous");
  }

  @Test
  void takesTheFirstOfFourLayersThatSetsAKey() throws IOException {
    String text =
        RECIPE
            + """
            stages = [dpt, sft, own]
            stage-defaults { max-steps = 7, learning-rate = 5e-4, data-path = all.json }
            stage.dpt { learning-rate = 2e-3, loss-weights.rel = 0.25 }
            """;
    RunSettings run = load(text).settings();

    assertThat(run.stage(0).optimizer().learningRate()).as("your stage").isEqualTo(2e-3);
    assertThat(run.stage(0).weights()).isEqualTo(new LossWeights(1, 1, 1, 0.25));
    assertThat(run.stage(1).optimizer().learningRate()).as("your defaults").isEqualTo(5e-4);
    assertThat(run.stage(1).tuning().languageModel()).as("the preset").isTrue();
    assertThat(run.stage(2).tuning().languageModel()).as("built in").isFalse();
    assertThat(run.stage(2).data().dataPath()).isEqualTo(Path.of("all.json").toAbsolutePath());
    assertThat(run.stages())
        .extracting(stage -> stage.schedule().maxSteps())
        .containsExactly(7, 7, 7);
  }

  @Test
  void letsOverridesWinInEitherSpelling() throws IOException {
    RunSettings run =
        load(
                RECIPE + "stage.dpt.learning_rate = 1",
                "stage.dpt.learning-rate=3e-3",
                "stage.sft.learning_rate = 4e-5",
                "stages=dpt, sft",
                "teacher.model_path=/models/a//b:c#d",
                "stage.dpt.shuffle=false",
                "stage.dpt.loss-weights={reg=2}",
                "seed=-9000000000",
                "seed=9000000000",
                "work.lease=90s",
                "stage-defaults.image-folder=null",
                "stage.sft.divergence=reverse_kl",
                "stage.sft.system-message=")
            .settings();

    assertThat(run.stage(0).optimizer().learningRate()).isEqualTo(3e-3);
    assertThat(run.stage(1).optimizer().learningRate()).isEqualTo(4e-5);
    assertThat(run.stages()).hasSize(2);
    assertThat(run.teacher().model().modelPath()).isEqualTo(Path.of("/models/a/b:c#d"));
    assertThat(run.stage(0).data().shuffle()).isFalse();
    assertThat(run.stage(0).weights()).isEqualTo(new LossWeights(2, 1, 1, 0.5));
    assertThat(run.seed()).isEqualTo(9_000_000_000L);
    assertThat(run.work().lease()).isEqualTo(Duration.ofSeconds(90));
    assertThat(run.stage(0).data().imageFolder()).isNull();
    assertThat(run.stage(1).objective().divergence()).isEqualTo(Divergence.REVERSE_KL);
    assertThat(run.stage(1).data().systemMessage()).isEmpty();
    assertThat(run.stage(0).data().systemMessage()).isNull();
  }

  @Test
  void needsNoTeacherForStagesThatCompareWithNone() throws IOException {
    RunSettings run =
        load("stages = [warm-up]\nstudent.model-path = m\nstage.warm-up { data-path = d, loss-weights { res = 0, vis = 0, rel = 0 } }")
            .settings();

    assertThat(run.needsTeacher()).isFalse();
    assertThat(run.teacher().model().complete()).isFalse();
  }

  @Test
  void keepsUnderscoresInNamesOfStages() throws IOException {
    RunSettings run =
        load(RECIPE + "stages = [warm_up]\nstage.warm_up { data_path = w.json, max_steps = 3 }")
            .settings();

    assertThat(run.stage(0).name()).isEqualTo("warm_up");
    assertThat(run.stage(0).schedule().maxSteps()).isEqualTo(3);
  }

  @Test
  void includesFilesBesideItself() throws IOException {
    Files.writeString(dir.resolve("base.conf"), RECIPE + "seed = 5\nname = base");
    RunSettings run = load("include \"base.conf\"\nname = child").settings();

    assertThat(run.seed()).isEqualTo(5);
    assertThat(run.id().value()).isEqualTo("child");
  }

  @Test
  void resolvesSubstitutionsAfterOverrides() throws IOException {
    RunSettings run =
        load(
                RECIPE + "name = ${student.name}-run\nstage.sft.data-path = ${HOME}/x",
                "student.name=tiny")
            .settings();

    assertThat(run.id().value()).isEqualTo("tiny-run");
    assertThat(run.stage(1).data().dataPath()).isEqualTo(Path.of(System.getenv("HOME"), "x"));
  }

  @Test
  void readsItsOwnResolvedTextToEqualSettings() throws IOException {
    LoadedRun run =
        load(
            RECIPE,
            "stage.dpt.divergence=js",
            "stage.dpt.adam-epsilon=3.3e-11",
            "stage.sft.system-message=say \"hi\" to ${?NOBODY_SET_THIS}#1",
            "teacher.random-delay=1500us",
            "work.lease=7 days",
            "stages=[dft, sft]",
            "seed=-1");

    assertThat(SettingsLoader.parse(run.resolvedText())).isEqualTo(run.settings());
    assertThat(ResolvedText.of(SettingsLoader.parse(run.resolvedText())))
        .isEqualTo(run.resolvedText());
    assertThat(run.resolvedText()).doesNotContain("dpt").contains(dir.getRoot().toString());
    assertThat(run.resolvedText().length()).isLessThan(20_000);
  }

  @Test
  void writesEveryKeyOfARunIntoTheResolvedText() throws IOException {
    var resolved =
        com.typesafe.config.ConfigFactory.parseString(load(RECIPE).resolvedText()).root();
    var reference = KnownKeys.reference();
    assertThat(resolved.keySet())
        .isEqualTo(reference.withoutKey(KnownKeys.STAGE_DEFAULTS).withoutKey("tls").keySet());
    for (String group : List.of("teacher", "student", "work", "stream", "cluster")) {
      assertThat(resolved.toConfig().getObject(group).keySet())
          .as(group)
          .isEqualTo(reference.toConfig().getObject(group).keySet());
    }
    for (String stage : List.of("dpt", "sft", "dft")) {
      assertThat(resolved.toConfig().getObject("stage." + stage).keySet())
          .as(stage)
          .isEqualTo(reference.toConfig().getObject(KnownKeys.STAGE_DEFAULTS).keySet());
    }
  }

  @Test
  void severalStudentsTakeWhatTheyDoNotSayFromStudent() throws IOException {
    LoadedRun loaded =
        load(
            RECIPE
                + "student.dtype = bf16\nstudents { large { language-model = m }, small_1 { seed = 5 } }");
    RunSettings run = loaded.settings();

    assertThat(run.students())
        .extracting(StudentSettings::name)
        .containsExactly("large", "small_1");
    assertThat(run.students()).extracting(StudentSettings::seed).containsExactly(1234L, 5L);
    assertThat(run.students())
        .extracting(student -> student.precision().dtype())
        .containsOnly(Dtype.BF16);
    assertThat(run.students())
        .extracting(student -> String.valueOf(student.model().languageModel()))
        .allMatch(path -> path.startsWith("/"))
        .element(0)
        .asString()
        .endsWith("/m");
    assertThat(SettingsLoader.parse(loaded.resolvedText())).isEqualTo(run);
  }

  @Test
  void eachOfSeveralStudentsHasARunOfItsOwn() throws IOException {
    LoadedRun loaded = load(RECIPE + "output-dir = /runs/pair\nstudents { a {}, b { seed = 5 } }");

    List<LoadedRun> alone = loaded.alone();
    assertThat(alone)
        .extracting(run -> run.settings().outputDir().toString())
        .containsExactly("/runs/pair/a", "/runs/pair/b");
    assertThat(alone.get(1).settings().student().seed()).isEqualTo(5);
    for (LoadedRun run : alone) {
      assertThat(SettingsLoader.parse(run.resolvedText())).isEqualTo(run.settings());
    }
  }

  @Test
  void expandsTheHomeFolder() throws IOException {
    RunSettings run = load(RECIPE, "output-dir=~/out", "student.tokenizer=~").settings();

    Path home = Path.of(System.getProperty("user.home"));
    assertThat(run.outputDir()).isEqualTo(home.resolve("out"));
    assertThat(run.student().model().tokenizer()).isEqualTo(home);
  }
}
